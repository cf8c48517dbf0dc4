import { connectPostgres } from "@dp/pg-client";
import { printRoles } from "@dp/pg-ddl";
import { expect, test } from "@jest/globals";

import { openSession, purge, verifyData } from "../src/index.ts";
import { orderRows, orders } from "./documents.ts";
import { withStage } from "./stage.ts";

const key = ["id"];
const names = { owner: "rf_owner", loader: "rf_loader", planner: "rf_planner", reader: "rf_reader" };
const codeOf = (error: unknown): string => (error as { code: string }).code;

test("a server that lets the loader not in, not twice, or not write: told by name, nothing changed; then it loads", async () => {
  await withStage("SELECT 1", async ({ sender, one, load, sql, address, options }) => {
    try {
      await sql(printRoles({ roles: names, database: address.database, schemas: ["sales"] }));
      await sql("ALTER ROLE rf_loader PASSWORD 'x'");
      await sql(
        `SET ROLE rf_owner; CREATE TABLE sales.orders (id bigint CONSTRAINT orders_pkey PRIMARY KEY, note text, amount numeric(12,2)); RESET ROLE`,
      );
      const as = (password: string) => (): ReturnType<typeof connectPostgres> =>
        connectPostgres(
          { ...address, user: "rf_loader", password, sslmode: "disable" },
          { applicationName: "dp/test" },
        );
      const connect = as("x");
      await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 9), partRows: 2 }]);
      const nights = [
        ["ALTER ROLE rf_loader CONNECTION LIMIT 0", "POSTGRES_TOO_MANY_CONNECTIONS"],
        ["ALTER ROLE rf_loader CONNECTION LIMIT -1 NOLOGIN", "POSTGRES_LOGIN_REFUSED"],
        [
          "ALTER ROLE rf_loader LOGIN; ALTER ROLE rf_loader SET default_transaction_read_only = on",
          "POSTGRES_READ_ONLY",
        ],
      ] as const;
      for (const [change, code] of nights) {
        await sql(change);
        const [refused] = await load({ connect, attempts: 2, pauseMs: 1 });
        expect([change, refused?.status, codeOf(refused?.error)]).toEqual([change, "failed", code]);
      }
      await sql("ALTER ROLE rf_loader RESET default_transaction_read_only");
      const [wrong] = await load({ connect: as("y") });
      expect(codeOf(wrong?.error)).toBe("POSTGRES_PASSWORD_WRONG");
      expect(await sql("SELECT count(*)::int AS n FROM sales.orders")).toEqual([{ n: 0 }]);

      // One session is all there is: what two would copy it copies alone.
      await sql("ALTER ROLE rf_loader CONNECTION LIMIT 1");
      expect((await one({ connect, connections: 3 })).status).toBe("loaded");
      await sql("ALTER ROLE rf_loader CONNECTION LIMIT -1");
      await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 12) }]);
      expect((await one({ connect, keepPrevious: true })).status).toBe("loaded");

      // The rest of what a loader does, by the rights that were printed.
      const db = await openSession(connect);
      const verified = await verifyData(db, ["orders"], () => undefined);
      expect(verified.map(({ rows, differing }) => [rows, differing])).toEqual([[12, []]]);
      const now = (): Date => new Date(Date.now() + 8 * 86_400_000);
      const [purged] = await purge(db, ["orders"], { ...options({ connect }), keepDays: 7, program: "test", now });
      expect([purged?.bundles.length, purged?.tables, purged?.error]).toEqual([
        1,
        ["previous_sales_orders"],
        undefined,
      ]);
      await db.close();
    } finally {
      for (const name of Object.values(names)) await sql(`DROP OWNED BY ${name} CASCADE`);
      await sql(`DROP ROLE ${Object.values(names).join(", ")}`);
    }
  });
});
