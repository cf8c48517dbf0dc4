import { campaign, randomFrom } from "@dp/chaos";
import { connectPostgres } from "@dp/pg-client";
import { expect, test } from "@jest/globals";
import pg from "pg";

import { orderRows, orders, ordersSql } from "./documents.ts";
import { openProxy } from "./tcp-proxy.ts";
import { withStage } from "./stage.ts";

const key = ["id"];

const run = campaign("load-lost-commits", { cases: 5, seed: 21 });

test(`${String(run.cases)} answers to COMMIT that never arrive (seed ${String(run.seed)}): the ledger is asked, nothing is doubled`, async () => {
  const counts = { cases: 0, cut: 0 };
  await withStage(ordersSql, async ({ sender, one, address, sql }) => {
    const random = randomFrom(run.seed);
    const proxy = await openProxy(address);
    const connect = (): ReturnType<typeof connectPostgres> =>
      connectPostgres({ ...proxy.address, sslmode: "disable" }, { applicationName: "dp/test" });
    await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 3) }]);
    await one();
    let last = 3;
    while (counts.cases < run.cases) {
      const added = orderRows(last + 1, last + 4);
      last += 4;
      // The COMMIT of a part, of the load tables or of the whole: whichever comes first.
      const partRows = random() < 0.5 ? 2 : 10;
      await sender.publish("orders", [
        { metadata: orders, mode: "append", key, rows: added, partRows, whole: orderRows(1, last) },
      ]);
      proxy.cutAnswerTo(random() < 0.5 ? "COMMIT" : "SET state = 'applied'");
      const result = await one({ connect, pauseMs: 5 });
      expect([result.status, result.state?.diverged]).toEqual(["loaded", {}]);
      expect(await sql("SELECT count(*)::int AS n, max(id)::int AS last FROM sales.orders")).toEqual([
        { n: last, last },
      ]);
      counts.cases++;
    }
    counts.cut = proxy.cuts();
    expect(counts.cut).toBe(counts.cases);
    await proxy.close();
  });
  run.tell(counts);
});

const terminations = campaign("load-terminations", { cases: 5, seed: 31 });

test(`${String(terminations.cases)} sessions ended by the server (seed ${String(terminations.seed)}): the load goes on by itself`, async () => {
  const counts = { cases: 0, ended: 0 };
  await withStage(ordersSql, async ({ sender, one, address, sql }) => {
    const random = randomFrom(terminations.seed);
    const admin = new pg.Client(address);
    await admin.connect();
    let last = 0;
    while (counts.cases < terminations.cases) {
      last += 40;
      await sender.publish("orders", [
        { metadata: orders, key, rows: orderRows(1, last), partRows: random() < 0.5 ? 9 : 1000, buckets: 2 },
      ]);
      const points = Math.floor(random() * 9);
      let met = 0;
      const result = await one({
        pauseMs: 5,
        onPoint: async () => {
          if (met++ !== points) return;
          const ended = await admin.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dp/test' AND datname = current_database()",
          );
          counts.ended += ended.rowCount ?? 0;
        },
      });
      expect([counts.cases, result.status]).toEqual([counts.cases, "loaded"]);
      expect(await sql("SELECT count(*)::int AS n FROM sales.orders")).toEqual([{ n: last }]);
      counts.cases++;
    }
    await admin.end();
  });
  terminations.tell(counts);
});
