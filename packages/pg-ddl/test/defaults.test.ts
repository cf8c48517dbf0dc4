import { withDatabase } from "@dp/embedded-postgres";
import type { DefaultValue } from "@dp/metadata";
import { mapType, parseSnowflakeType, translateDefault } from "@dp/type-map";
import { beforeAll, expect, test } from "@jest/globals";

import { defaultSql, quoteIdentifier, typeSql } from "../src/index.ts";

/** As in type-map's tests: a default as Snowflake shows it, on a column, and what it becomes. */
interface DefaultCase {
  readonly text: string;
  readonly source: string;
  readonly type?: string;
  readonly options?: { readonly zone?: string };
  readonly becomes: DefaultValue | string;
}

interface Translated {
  readonly name: string;
  readonly text: string;
  readonly type: string;
  readonly value: DefaultValue;
}

const casesFile = new URL("../../type-map/test/default-cases.ts", import.meta.url);

let columns: readonly Translated[];

beforeAll(async () => {
  const { defaultCases } = (await import(casesFile.href)) as { readonly defaultCases: readonly DefaultCase[] };
  columns = defaultCases.flatMap(({ text, source, type, options }, index): Translated[] => {
    const column = parseSnowflakeType(source);
    const target = type ?? mapType(column).parts[0]?.type ?? "";
    const { default: value } = translateDefault(text, { type: target, source: column }, options);
    return value === undefined ? [] : [{ name: `c${String(index)}`, text, type: target, value }];
  });
});

/** Each expression that is worked out when a row is written, as a condition on the row `t`; literals of PostgreSQL's. */
const conditions: Readonly<Partial<Record<string, (column: string, value: DefaultValue, type: string) => string>>> = {
  "current-timestamp": (column, value, type) => {
    const now = "zone" in value ? `now() AT TIME ZONE '${value.zone}'` : "now()";
    return `${column} = (${now})::${type}`;
  },
  "current-date": (column) => `${column} = CURRENT_DATE`,
  "current-time": (column, _value, type) => `${column} = LOCALTIME::${type}`,
  "random-uuid": (column) =>
    `${column}::text ~ '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'`,
  "current-user": (column) => `${column} = current_user`,
};

/** The value of a constant as text, to be bound: it meets no quoting of ours on its way. */
function bound(value: DefaultValue): string | null {
  if (value.kind === "bytes") return `\\x${value.value}`;
  return "value" in value ? String(value.value) : null;
}

test("every default of the table that is translated is taken by PostgreSQL and yields the same value", async () => {
  expect(columns.length).toBeGreaterThan(90);
  const constants = columns.filter(({ value }) => conditions[value.kind] === undefined);
  const present = columns.filter((column) => !constants.includes(column));
  expect(new Set(present.map(({ value }) => value.kind))).toEqual(new Set(Object.keys(conditions)));
  await withDatabase(async (client) => {
    // A zone that no case names: what depends on the session's shows.
    await client.query("SET TIME ZONE 'Australia/Lord_Howe'");
    const list = columns.map(
      ({ name, type, value }) => `${quoteIdentifier(name)} ${typeSql(type)} DEFAULT ${defaultSql(value, type)}`,
    );
    await client.query(`CREATE TABLE t (${list.join(", ")})`);
    await client.query("BEGIN");
    await client.query("INSERT INTO t DEFAULT VALUES");

    const pairs = constants.map(
      ({ name, type }, index) =>
        `t.${name}::text AS "${name}", $${String(index + 1)}::${type}::text AS "wanted_${name}"`,
    );
    const texts = constants.map(({ value }) => bound(value));
    const { rows } = await client.query<Record<string, string | null>>(`SELECT ${pairs.join(", ")} FROM t`, texts);
    const [row = {}] = rows;
    const read = (prefix: string): unknown => constants.map(({ name, text }) => [text, row[`${prefix}${name}`]]);
    expect(read("")).toEqual(read("wanted_"));

    const checks = present.map(
      ({ name, type, value }) => `${conditions[value.kind]?.(`t.${name}`, value, type) ?? "false"} AS "${name}"`,
    );
    const { rows: answers } = await client.query<Record<string, boolean>>(`SELECT ${checks.join(", ")} FROM t`);
    expect(present.map(({ name, text }) => [text, answers[0]?.[name]])).toEqual(
      present.map(({ text }) => [text, true]),
    );
  });
});

test("a wall clock of the present is that of its zone, whatever the session's", async () => {
  await withDatabase(async (client) => {
    const zoned = defaultSql(
      { kind: "current-timestamp", zone: "America/Los_Angeles" },
      "timestamp(6) without time zone",
    );
    await client.query("SET TIME ZONE 'Asia/Tokyo'");
    await client.query(`CREATE TABLE t (c timestamp(6) DEFAULT ${zoned}); INSERT INTO t DEFAULT VALUES`);
    const { rows } = await client.query<{ near: boolean }>(
      "SELECT abs(extract(epoch FROM (clock_timestamp() AT TIME ZONE 'America/Los_Angeles') - c)) < 60 AS near FROM t",
    );
    expect(rows).toEqual([{ near: true }]);
  });
});
