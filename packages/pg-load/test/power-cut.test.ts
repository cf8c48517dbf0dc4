import { startPostgres } from "@dp/embedded-postgres";
import { connectPostgres } from "@dp/pg-client";
import { expect, jest, test } from "@jest/globals";
import pg from "pg";

import { load, type LoadOptions, type LoadPoint } from "../src/index.ts";
import { orderRows, orders, ordersSql } from "./documents.ts";
import { Sender } from "./sender.ts";

jest.setTimeout(120_000);

const key = ["id"];
const points: readonly LoadPoint[] = [
  "staged",
  "part-copied",
  "part-committed",
  "prepared",
  "before-commit",
  "committed",
];

const codeOf = (error: unknown): string => (error as { code: string }).code;

test("a server that loses its power in the middle of a load and comes back: no row lost or doubled, by itself or by the next run", async () => {
  const server = await startPostgres();
  const sender = await Sender.create();
  try {
    const address = { ...server, database: "postgres" };
    const query = async <R extends object>(text: string): Promise<R[]> => {
      const client = new pg.Client(address);
      await client.connect();
      const { rows } = await client.query<R>(text).finally(() => client.end());
      return rows;
    };
    await query(ordersSql);
    let runs = 0;
    const one = async (rest: Partial<LoadOptions> = {}): ReturnType<typeof load> =>
      load(["orders"], {
        store: sender.store,
        trust: { signers: sender.signers },
        identities: sender.identities,
        connect: () => connectPostgres({ ...address, sslmode: "disable" }, { applicationName: "dp/test" }),
        runId: `cut-${String(++runs)}`,
        waitMs: 5_000,
        pauseMs: 200,
        ...rest,
      });
    const at = (point: LoadPoint, work: () => Promise<void>): NonNullable<LoadOptions["onPoint"]> => {
      let met = false;
      return async (now) => {
        if (now !== point || met) return;
        met = true;
        await work();
      };
    };
    let last = 0;
    const told: unknown[] = [];
    for (const [turn, point] of points.entries()) {
      const full = turn % 2 === 0;
      const before = last;
      last += 30;
      await sender.publish("orders", [
        full
          ? { metadata: orders, key, rows: orderRows(1, last), partRows: 10 }
          : {
              metadata: orders,
              mode: "incremental",
              key,
              rows: orderRows(before + 1, last),
              partRows: 10,
              whole: orderRows(1, last),
            },
      ]);
      // Every other time it stays away for longer than the run tries.
      const patient = turn < 4;
      const [cut] = await one(
        patient
          ? { onPoint: at(point, () => server.cut().then(() => server.restart())) }
          : { attempts: 2, pauseMs: 5, onPoint: at(point, () => server.cut()) },
      );
      if (!patient) await server.restart();
      const [then] = await one();
      const rows = await query(
        "SELECT count(*)::int AS n, count(DISTINCT id)::int AS ids, max(id)::int AS last FROM sales.orders",
      );
      told.push([point, patient ? cut?.status : codeOf(cut?.error), then?.state?.seq, then?.state?.diverged, rows]);
    }
    const row = (turn: number, ended: string): unknown => {
      const n = (turn + 1) * 30;
      return [points[turn], ended, turn + 1, {}, [{ n, ids: n, last: n }]];
    };
    expect(told).toEqual(points.map((_point, turn) => row(turn, turn < 4 ? "loaded" : "POSTGRES_UNREACHABLE")));

    await server.cut();
    await server.restart("standby");
    await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 5) }]);
    const [standby] = await one();
    expect(codeOf(standby?.error)).toBe("POSTGRES_STANDBY");
    expect(await query("SELECT count(*)::int AS n FROM sales.orders")).toEqual([{ n: last }]);
  } finally {
    await server.stop();
    await sender.remove();
  }
});
