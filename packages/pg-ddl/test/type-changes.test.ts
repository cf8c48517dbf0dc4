import { withDatabase } from "@dp/embedded-postgres";
import { expect, test } from "@jest/globals";

import { fromMetadata, type Plan, plan, settingsOf, type Statement } from "../src/index.ts";
import { column, document } from "./documents.ts";
import { refusedChanges, type Row, typeChanges } from "./type-changes.ts";

/** Milliseconds for a test that asks the server for much, on a busy machine. */
const slow = 60_000;

const [indexless, name] = [["json"], "t"];

function planOf({ from, to }: Pick<Row, "from" | "to">): Plan {
  const indexes = indexless.includes(from) || indexless.includes(to) ? [] : [index];
  const [before, after] = [from, to].map((type) =>
    fromMetadata([document(name, { columns: [column("v", type)], indexes })]),
  );
  return plan(after ?? never(), before ?? never(), []);
}

const index = { name: "t_v_idx", columns: ["v"], reason: "configured" as const };

function never(): never {
  throw new Error("there are two");
}

function planned(change: Row): Statement {
  const { statements, blocked } = planOf(change);
  const [statement] = statements;
  if (statement === undefined || statements.length !== 1 || blocked.length > 0) throw new Error(JSON.stringify(change));
  return statement;
}

test(
  "each change of type does to the table what its statement says, and each value becomes what it should",
  async () => {
    await withDatabase(async (client) => {
      const wrong: unknown[] = [];
      const files = async (): Promise<string> => {
        const query = "SELECT pg_relation_filenode('t') AS heap, pg_relation_filenode(to_regclass('t_v_idx')) AS index";
        const { rows } = await client.query<{ heap: string; index: string | null }>(query);
        return JSON.stringify([rows[0]?.heap, rows[0]?.index]);
      };
      for (const change of typeChanges) {
        const { from, to, values, become, rewrites, rebuildsIndexes = false } = change;
        const statement = planned(change);
        const { hazards, losesData } = statement;
        // A session of another zone and style: the statement brings its own.
        await client.query("SET TimeZone = 'Asia/Tokyo'; SET DateStyle = 'German, DMY'; SET extra_float_digits = -3");
        await client.query(`CREATE TABLE t (v ${from})`);
        const indexed = !indexless.includes(from) && !indexless.includes(to);
        if (indexed) await client.query("CREATE INDEX t_v_idx ON t (v)");
        await client.query("SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'");
        await client.query(`INSERT INTO t VALUES ${values.map((value) => `(${value})`).join(", ")}`);
        await client.query("SET TimeZone = 'Asia/Tokyo'; SET DateStyle = 'German, DMY'");
        const before = JSON.parse(await files()) as unknown[];
        await client.query(["BEGIN", ...settingsOf(statement), statement.sql, "COMMIT"].join("; "));
        const after = JSON.parse(await files()) as unknown[];
        await client.query("SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET extra_float_digits = 1");
        const expected = (become ?? values.map((value) => `(${value})::${from}`)).map(
          (value) => `((${value})::${to})::text`,
        );
        const { rows } = await client.query<{ same: boolean; type: string }>(
          `SELECT array_agg(v::text ORDER BY v::text) = (SELECT array_agg(x ORDER BY x) FROM unnest(ARRAY[${expected.join(",")}]) AS x) AS same,
                  format_type(atttypid, atttypmod) AS type FROM t, pg_attribute WHERE attrelid = 't'::regclass AND attnum = 1 GROUP BY 2`,
        );
        const seen = {
          rewrites: before[0] !== after[0],
          rebuilds: before[0] === after[0] && before[1] !== after[1],
          same: rows[0]?.same,
        };
        const said = {
          rewrites: statement.rewrites,
          rebuilds: hazards.includes("REBUILDS_INDEXES"),
          same: true,
        };
        const told = [losesData, hazards.includes("CHANGES_VALUES"), hazards.includes("MAY_FAIL_ON_ROWS")];
        const should = [change.losesData === true, change.changesValues === true, change.mayFail === true];
        const table = { rewrites, rebuilds: rebuildsIndexes, same: true };
        if (JSON.stringify([seen, seen, told]) !== JSON.stringify([said, table, should])) {
          wrong.push({ from, to, seen, said, table, told, should });
        }
        await client.query("DROP TABLE t");
      }
      expect(wrong).toEqual([]);
    });
  },
  slow,
);

test.each(refusedChanges)("from %s to %s is refused with the way out", (from, to) => {
  const { statements, blocked } = planOf({ from, to });
  expect([statements, blocked.map(({ code }) => code)]).toEqual([[], ["COLUMN_TYPE"]]);
  expect(blocked[0]?.reason).toContain("give the column another name");
});
