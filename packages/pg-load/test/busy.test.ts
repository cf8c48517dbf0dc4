import { connectPostgres } from "@dp/pg-client";
import { expect, test } from "@jest/globals";

import { orderRows, orders, ordersSql } from "./documents.ts";
import { withStage } from "./stage.ts";

const codeOf = (error: unknown): string => (error as { code: string }).code;

test("another load, an apply, a server that is away: told by name, nothing changed, and the next run goes on", async () => {
  await withStage(ordersSql, async ({ sender, one, load, sql, address }) => {
    await sender.publish("orders", [{ metadata: orders, key: ["id"], rows: orderRows(1, 9), partRows: 4 }]);
    await one();
    await sender.publish("orders", [{ metadata: orders, key: ["id"], rows: orderRows(1, 12), partRows: 4 }]);
    for (const name of ["load:orders", "apply"]) {
      await sql("SELECT pg_advisory_lock(hashtextextended($1, 0))", [`dp:${name}`]);
      const [busy] = await load({ waitMs: 0 });
      expect([name, codeOf(busy?.error)]).toEqual([name, "POSTGRES_BUSY"]);
      await sql("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [`dp:${name}`]);
    }
    // What was copied before the apply stood in the way is not copied again.
    expect(
      await sql(
        "SELECT count(*)::int AS n FROM dp_control.part p JOIN dp_control.bundle b ON b.id = p.bundle_id WHERE state = 'staged'",
      ),
    ).toEqual([{ n: 3 }]);
    const connect = (): ReturnType<typeof connectPostgres> =>
      connectPostgres({ ...address, port: 1, sslmode: "disable" }, { applicationName: "dp/test" });
    const [away] = await load({ connect, attempts: 2, pauseMs: 1 });
    expect(codeOf(away?.error)).toBe("POSTGRES_UNREACHABLE");
    expect(await sql("SELECT count(*)::int AS n FROM sales.orders")).toEqual([{ n: 9 }]);
    expect((await one()).loaded.map(({ seq }) => seq)).toEqual([2]);
  });
});
