import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { nextStep } from "../src/chain/next-step.ts";
import type { Link } from "../src/chain/link.ts";
import { feedStatuses, openSession, skipBundle } from "../src/index.ts";
import { orderRows, orders, ordersSql } from "./documents.ts";
import type { TableContent } from "./sender.ts";
import { codes, type Stage, withStage } from "./stage.ts";

const key = ["id"];
const full = (from: number, to: number): TableContent[] => [{ metadata: orders, key, rows: orderRows(from, to) }];
const more = (from: number, to: number): TableContent[] => [
  { metadata: orders, mode: "incremental", key, rows: orderRows(from, to) },
];
const count = async ({ sql }: Stage): Promise<number> =>
  (await sql<{ n: number }>("SELECT count(*)::int AS n FROM sales.orders"))[0]?.n ?? -1;
const folderOf = ({ sender }: Stage, name: string): string => join(sender.folder, "exchange", "orders", name);

describe("the chain of a feed", () => {
  test("a gap holds what comes behind it; what is missing is named, and all is loaded in order once it is there", async () => {
    await withStage(ordersSql, async (stage) => {
      const { sender, one } = stage;
      await sender.publish("orders", full(1, 2));
      await one();
      const second = await sender.publish("orders", more(3, 3));
      await sender.publish("orders", more(4, 4));
      const kept = folderOf(stage, "aside");
      const { rename } = await import("node:fs/promises");
      await rename(folderOf(stage, second.name), kept);
      const waiting = await one();
      expect([waiting.status, waiting.missing, await count(stage)]).toEqual(["waiting", 2, 2]);
      const db = await openSession(stage.options().connect);
      const at = (time: string): Parameters<typeof feedStatuses>[1] => ({
        ...stage.options(),
        now: () => new Date(time),
      });
      const standings = async (time: string): Promise<unknown> =>
        (await feedStatuses(db, at(time)))[0]?.ahead.map(({ seq, standing }) => `${String(seq)} ${standing}`);
      expect(await standings("2026-11-23T10:10:00Z")).toEqual(["2 delayed", "3 present"]);
      expect(await standings("2026-11-24T10:10:00Z")).toEqual(["2 lost", "3 present"]);
      await db.close();
      await rename(kept, folderOf(stage, second.name));
      const result = await one();
      expect([result.loaded.map(({ seq }) => seq), await count(stage)]).toEqual([[2, 3], 4]);
    });
  });

  test("the newest full bundle makes all before it needless, and what was loaded is never loaded again", async () => {
    await withStage(ordersSql, async (stage) => {
      const { sender, one, sql } = stage;
      await sender.publish("orders", full(1, 2));
      await sender.publish("orders", more(3, 3));
      await sender.publish("orders", full(1, 5));
      await sender.publish("orders", more(6, 6));
      const result = await one();
      expect(result.loaded.map(({ seq }) => seq)).toEqual([3, 4]);
      expect(await count(stage)).toBe(6);
      expect(await sql("SELECT seq::int AS seq, state FROM dp_control.bundle ORDER BY seq")).toEqual([
        { seq: 1, state: "superseded" },
        { seq: 2, state: "superseded" },
        { seq: 3, state: "applied" },
        { seq: 4, state: "applied" },
      ]);
      await sql("DELETE FROM sales.orders");
      expect([(await one()).status, await count(stage)]).toEqual(["unchanged", 0]);
      await expect(sql("UPDATE dp_control.bundle SET state = 'staged' WHERE seq = 3")).rejects.toThrow("never changed");
      await expect(sql("DELETE FROM dp_control.bundle")).rejects.toThrow("never changed");
    });
  });

  test("two bundles of one number are refused, both runs named, here and behind where the feed is", async () => {
    await withStage(ordersSql, async (stage) => {
      const { sender, one } = stage;
      const first = await sender.publish("orders", full(1, 2));
      await one();
      const chained = { seq: 2, previous: first.sha256, aside: true };
      await sender.publish("orders", more(3, 3), { ...chained, runId: "run-one" });
      await sender.publish("orders", more(4, 4), { ...chained, runId: "run-two" });
      const forked = await one();
      expect([forked.status, codes(forked), await count(stage)]).toEqual(["failed", ["LOAD_FORKED", "LOAD_FORKED"], 2]);
      expect((forked.troubles[0]?.error as Error).message).toMatch(/run-one.*run-two/);
      await rm(folderOf(stage, "0000000002-run-two"), { recursive: true });
      expect((await one()).loaded.map(({ seq }) => seq)).toEqual([2]);
      await sender.publish("orders", more(9, 9), { ...chained, runId: "run-late" });
      const late = await one();
      expect([late.status, codes(late), await count(stage)]).toEqual(["failed", ["LOAD_FORKED"], 3]);
    });
  });

  test("another predecessor, another account, a number out of reach, an unknown key: refused, and the next real one still loads", async () => {
    await withStage(ordersSql, async (stage) => {
      const { sender, one } = stage;
      await sender.publish("orders", full(1, 2));
      await one();
      const refusals = async (): Promise<readonly string[]> => {
        const result = await one();
        expect(await count(stage)).toBe(2);
        return codes(result);
      };
      const odd: { name: string }[] = [];
      odd.push(await sender.publish("orders", more(3, 3), { previous: "ab".repeat(32), aside: true }));
      expect(await refusals()).toEqual(["LOAD_CHAIN_BROKEN"]);
      await rm(folderOf(stage, odd[0]?.name ?? ""), { recursive: true });
      await sender.publish("orders", full(3, 3), {
        seq: 3,
        account: "OTHER-ACCOUNT",
        previous: "ab".repeat(32),
        aside: true,
      });
      await sender.publish("orders", full(3, 3), { seq: 9_999_999_999, previous: "ab".repeat(32), aside: true });
      expect(await refusals()).toEqual(["LOAD_OTHER_ACCOUNT", "LOAD_SEQUENCE_JUMP"]);
      await sender.publish("orders", full(3, 4), {
        change: (manifest) => ({ ...manifest, epoch: 900_000 }),
        seq: 5,
        previous: "ab".repeat(32),
        aside: true,
      });
      expect((await refusals()).toSorted()).toEqual(["LOAD_OTHER_ACCOUNT", "LOAD_SEQUENCE_JUMP", "LOAD_SEQUENCE_JUMP"]);
      const stranger = await (await import("./sender.ts")).Sender.create();
      await sender.publish("orders", full(3, 3), {
        seq: 4,
        previous: "ab".repeat(32),
        signer: stranger.signingKey,
        aside: true,
      });
      await stranger.remove();
      expect(await refusals()).toContain("BUNDLE_SIGNATURE_UNKNOWN_SIGNER");
      await sender.publish("orders", more(3, 3));
      expect((await one()).loaded.map(({ seq }) => seq)).toEqual([2]);
      expect(await count(stage)).toBe(3);
    });
  });

  test("a new epoch begins with a full bundle; bundles of the old one are left alone", async () => {
    await withStage(ordersSql, async (stage) => {
      const { sender, one } = stage;
      await sender.publish("orders", full(1, 2));
      await one();
      const chain = sender.chains.get("orders");
      await sender.publish("orders", more(3, 3), { epoch: 2 });
      expect([(await one()).status, await count(stage)]).toEqual(["waiting", 2]);
      await rm(
        folderOf(
          stage,
          (await sender.store.bundles("orders")).find(({ name }) => name.startsWith("0000000001-run-2"))?.name ?? "",
        ),
        { recursive: true },
      );
      sender.chains.set("orders", { epoch: 2, seq: 0, previous: undefined, snapshot: chain?.snapshot ?? "" });
      await sender.publish("orders", full(1, 7));
      const begun = await one();
      expect([begun.state?.epoch, begun.state?.seq, await count(stage)]).toEqual([2, 1, 7]);
      await sender.publish("orders", full(1, 1), { epoch: 1, seq: 2, previous: chain?.previous ?? "", aside: true });
      expect([(await one()).status, await count(stage)]).toEqual(["unchanged", 7]);
    });
  });

  test("an old head put back, a head of another bundle and a head that is overdue are told", async () => {
    await withStage(ordersSql, async (stage) => {
      const { sender, one } = stage;
      await sender.publish("orders", full(1, 2));
      await sender.head("orders", { nextDue: "2026-11-23T12:00:00.000Z" });
      const at = (time: string): { now: () => Date } => ({ now: () => new Date(time) });
      expect((await one(at("2026-11-23T11:59:00Z"))).stale).toBe(false);
      expect((await one(at("2026-11-23T12:01:00Z"))).stale).toBe(true);
      await sender.head("orders", { issuedAt: "2020-01-01T00:00:00.000Z" });
      expect(codes(await one())).toEqual(["LOAD_HEAD_OLDER"]);
      await sender.head("orders", { manifestSha256: "cd".repeat(32) });
      expect(codes(await one())).toEqual(["LOAD_FORKED"]);
      await sender.head("orders", { seq: 2 });
      expect((await one()).status).toBe("waiting");
      await writeFile(join(sender.folder, "exchange", "orders", "head.jws"), "x..y\n");
      expect(codes(await one())).toEqual(["BUNDLE_SIGNATURE_INVALID"]);
    });
  });

  test("a bundle that is lost for good is skipped with a reason; what is missing then is marked by the next one", async () => {
    await withStage(ordersSql, async (stage) => {
      const { sender, one, options, sql } = stage;
      await sender.publish("orders", full(1, 2));
      await one();
      const lost = await sender.publish("orders", more(3, 3));
      await rm(folderOf(stage, lost.name), { recursive: true });
      await sender.publish("orders", [
        { metadata: orders, mode: "incremental", key, rows: orderRows(4, 4), whole: orderRows(1, 4) },
      ]);
      const db = await openSession(options().connect);
      const decided = { ...options(), reason: "the disk burnt" };
      await expect(skipBundle(db, { feed: "orders", seq: 3 }, decided)).rejects.toMatchObject({
        code: "LOAD_SKIP_NOT_NEXT",
      });
      await skipBundle(db, { feed: "orders", seq: 2 }, decided);
      await db.close();
      const result = await one();
      expect([result.loaded.map(({ seq }) => seq), result.state?.diverged]).toEqual([[3], { orders: [0] }]);
      expect(await sql("SELECT action, seq::int AS seq, reason FROM dp_control.hold")).toEqual([
        { action: "skip", seq: 2, reason: "the disk burnt" },
      ]);
    });
  });
});

test("whatever lies in the exchange, the next step is the next number that fits, or the newest full bundle", () => {
  const link = (seq: number, full: boolean): Link => {
    return {
      feed: "f",
      epoch: 1,
      seq,
      sha256: `h${String(seq)}`,
      previous: `h${String(seq - 1)}`,
      full,
      account: "a",
      runId: "r",
      folder: String(seq),
    };
  };
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1 }),
      fc.nat({ max: 8 }),
      fc.integer({ min: 0, max: 4095 }),
      (seqs, at, kinds) => {
        const links = seqs.map((seq) => link(seq, (kinds & (1 << (seq - 1))) !== 0));
        const base = { account: "a", epoch: 1, seq: at, manifestSha256: `h${String(at)}` };
        const { step, missing, refused } = nextStep(base, links);
        const ahead = links.filter(({ seq }) => seq > at);
        const newest = ahead.filter(({ full: isFull }) => isFull).sort((one, other) => other.seq - one.seq)[0];
        const next = ahead.find(({ seq }) => seq === at + 1);
        expect(refused).toEqual([]);
        expect(step?.link.seq).toBe(newest?.seq ?? next?.seq);
        expect(missing).toBe(step === undefined && ahead.length > 0 ? at + 1 : undefined);
      },
    ),
    { seed: 7, numRuns: 500 },
  );
});
