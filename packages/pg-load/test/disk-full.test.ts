import { onSmallTablespace } from "@dp/embedded-postgres";
import { expect, test } from "@jest/globals";

import type { LoadPoint } from "../src/index.ts";
import { orders, ordersSql } from "./documents.ts";
import type { Row } from "./sender.ts";
import { withStage } from "./stage.ts";

const key = ["id"];

function wide(from: number, to: number): Row[] {
  return Array.from({ length: to - from + 1 }, (_unused, index) => {
    const id = String(from + index);
    return [id, `${id} `.repeat(180), "1.50"];
  });
}

test("a disk of the server that is full while parts are copied, or in the last transaction: nothing half, and with room the next run finishes", async () => {
  const seen = await withStage("SELECT 1", ({ sender, client, load, sql, one }) =>
    onSmallTablespace(client, async (space) => {
      await client.query(`SET default_tablespace = ${space.name}`);
      await sql(ordersSql);
      await sender.publish("orders", [{ metadata: orders, key, rows: wide(1, 3000), partRows: 1000 }]);
      await one();
      const told: unknown[] = [];
      const changed = wide(1, 3000).map(([id, , amount]): Row => [id ?? "", `new ${"x".repeat(900)}`, amount ?? ""]);
      const nights: readonly (readonly [LoadPoint, number])[] = [
        ["staged", 1],
        ["part-committed", 2],
        ["summed", 1],
      ];
      for (const [point, turn] of nights) {
        await sender.publish("orders", [{ metadata: orders, mode: "incremental", key, rows: changed, partRows: 1000 }]);
        let met = 0;
        const onPoint = (at: LoadPoint): void => {
          if (at === point && ++met === turn) space.fill(64 * 1024);
        };
        const [full] = await load({ onPoint, connections: 1 });
        const { code, hint } = full?.error as { code: string; hint: string };
        const now = await sql(
          "SELECT count(*)::int AS n, count(*) FILTER (WHERE note LIKE 'new%')::int AS new FROM sales.orders",
        );
        space.free();
        const again = await one();
        const then = await sql(
          "SELECT count(*)::int AS n, count(*) FILTER (WHERE note LIKE 'new%')::int AS new FROM sales.orders",
        );
        told.push([point, code, hint !== "", now, again.status, again.state?.diverged, then]);
        await sql("UPDATE sales.orders SET note = 'old'");
        await sql("VACUUM FULL sales.orders");
      }
      return told;
    }),
  );
  const night = (point: LoadPoint): unknown => [
    point,
    "POSTGRES_DISK_FULL",
    true,
    [{ n: 3000, new: 0 }],
    "loaded",
    {},
    [{ n: 3000, new: 3000 }],
  ];
  const all = [night("staged"), night("part-committed"), night("summed")];
  // Where no disk may be mounted there is nothing to see.
  expect([all, undefined]).toContainEqual(seen);
});
