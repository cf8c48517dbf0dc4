import { connectPostgres } from "@dp/pg-client";
import { printRoles } from "@dp/pg-ddl";
import { expect, test } from "@jest/globals";

import { orderRows, orders } from "./documents.ts";
import { codes, withStage } from "./stage.ts";

const key = ["id"];
const names = { owner: "ld_owner", loader: "ld_loader", planner: "ld_planner", reader: "ld_reader" };

test("the loader of roles --print loads by swap, row by row and by merge; the reader reads every time, and nothing else", async () => {
  await withStage("SELECT 1", async ({ sender, one, sql, address }) => {
    const roles = printRoles({ roles: names, database: address.database, schemas: ["sales"] });
    try {
      await sql(roles);
      await sql("ALTER ROLE ld_loader PASSWORD 'x'; ALTER ROLE ld_reader PASSWORD 'x'");
      await sql(`SET ROLE ld_owner; CREATE TABLE sales.orders (id bigint CONSTRAINT orders_pkey PRIMARY KEY, note text, amount numeric(12,2));
        CREATE TABLE sales.lines (order_id bigint REFERENCES sales.orders); RESET ROLE`);
      const as = (user: string): ReturnType<typeof connectPostgres> =>
        connectPostgres({ ...address, user, password: "x", sslmode: "disable" }, { applicationName: "dp/test" });
      const connect = (): ReturnType<typeof connectPostgres> => as("ld_loader");
      const reader = await as("ld_reader");
      const read = async (): Promise<unknown> => reader.query("SELECT count(*)::int AS n FROM sales.orders");
      await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 3) }]);
      const swapped = await one({ connect });
      expect([codes(swapped), swapped.loaded[0]?.tables[0]]).toEqual([[], expect.objectContaining({ way: "swap" })]);
      expect(await read()).toEqual([{ n: 3 }]);
      await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 4), partRows: 2 }]);
      expect((await one({ connect, keepPrevious: true })).loaded[0]?.tables[0]?.way).toBe("swap");
      await sender.publish("orders", [
        { metadata: orders, mode: "incremental", key, rows: orderRows(4, 6), deleted: [["1"]] },
      ]);
      expect((await one({ connect })).loaded[0]?.tables[0]?.way).toBe("merge");
      await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 7) }]);
      expect((await one({ connect, inPlace: true })).loaded[0]?.tables[0]?.way).toBe("diff");
      expect(await read()).toEqual([{ n: 7 }]);
      expect(
        await sql("SELECT pg_get_userbyid(relowner) AS owner FROM pg_class WHERE oid = 'sales.orders'::regclass"),
      ).toEqual([{ owner: "ld_owner" }]);
      for (const forbidden of [
        "SELECT * FROM dp_control.feed",
        "SELECT * FROM dp_load.previous_sales_orders",
        "DELETE FROM sales.orders",
      ]) {
        await expect(reader.query(forbidden)).rejects.toMatchObject({ sqlState: expect.stringMatching(/42501|25006/) });
      }
      await reader.close();
    } finally {
      for (const name of Object.values(names)) await sql(`DROP OWNED BY ${name} CASCADE`);
      await sql(`DROP ROLE ${Object.values(names).join(", ")}`);
    }
  });
});
