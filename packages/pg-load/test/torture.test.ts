import { expect, test } from "@jest/globals";

import { column, document } from "./documents.ts";
import type { Row } from "./sender.ts";
import { codes, withStage } from "./stage.ts";

/** What travels, what PostgreSQL prints of it, and its canonical text where that is another one. */
interface Sample {
  readonly type: string;
  readonly values: readonly (readonly [copied: string, printed: string, canonical?: string])[];
  /** No fingerprint has it. */
  readonly outside?: true;
}

const same = (...texts: readonly string[]): Sample["values"] => texts.map((text) => [text, text]);

const samples: readonly Sample[] = [
  { type: "smallint", values: same("-32768", "0", "32767") },
  { type: "integer", values: same("-2147483648", "2147483647") },
  { type: "bigint", values: same("-9223372036854775808", "9223372036854775807") },
  {
    type: "numeric(38,0)",
    values: same("99999999999999999999999999999999999999", "-99999999999999999999999999999999999999"),
  },
  {
    type: "numeric(38,37)",
    values: same("9.9999999999999999999999999999999999999", "0.0000000000000000000000000000000000001"),
  },
  {
    type: "numeric",
    values: [
      ["1e10", "10000000000", "1E10"],
      ["-0.00120", "-0.00120", "-1.2E-3"],
      ["0", "0", "0"],
    ],
  },
  {
    type: "double precision",
    values: [
      ["0.1", "0.1", "1.0000000000000001E-1"],
      ["-0", "-0", "0"],
      ["NaN", "NaN", "NaN"],
      ["Infinity", "Infinity", "Infinity"],
      ["-Infinity", "-Infinity", "-Infinity"],
      ["1.7976931348623157e308", "1.7976931348623157e+308", "1.7976931348623157E308"],
      ["5e-324", "5e-324", "4.9406564584124654E-324"],
    ],
  },
  {
    type: "boolean",
    values: [
      ["t", "true", "true"],
      ["f", "false", "false"],
    ],
  },
  {
    type: "text",
    values: same(
      "",
      " ",
      "\\N",
      "\\.",
      "\\",
      "a\tb\nc\rd",
      "''\"\"",
      "ÅÅ 👩‍👩‍👧 ﷺ",
      "\u0001\u007f\u0085\u2028\ufeff",
      "NULL",
      "-",
      "3:abc",
      "x".repeat(100_000),
    ),
  },
  { type: "character varying(20)", values: same("ß", "12345678901234567890") },
  { type: "bytea", values: same("\\x", "\\x00ff5c0a0d09") },
  { type: "date", values: same("0001-01-01", "1582-10-10", "2024-02-29", "9999-12-31") },
  {
    type: "time(6) without time zone",
    values: [
      ["23:59:59.999999", "23:59:59.999999"],
      ["00:00:00", "00:00:00"],
    ],
  },
  {
    type: "timestamp(6) without time zone",
    values: same("0001-01-01 00:00:00", "2024-02-29 23:59:59.999999", "9999-12-31 23:59:59.999999"),
  },
  { type: "timestamp(3) without time zone", values: [["2024-03-31 02:30:00.123", "2024-03-31 02:30:00.123"]] },
  {
    type: "timestamp(6) with time zone",
    values: [
      ["2024-02-29 23:59:59.5+02", "2024-02-29 21:59:59.5+00"],
      ["0001-01-01 00:00:00+00", "0001-01-01 00:00:00+00"],
    ],
  },
  { type: "uuid", values: same("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff") },
  {
    type: "jsonb",
    outside: true,
    values: [
      ['{"b": 1.00, "a": "\\\\u00e9"}', '{"a": "\\\\u00e9", "b": 1.00}'],
      ["null", "null"],
    ],
  },
  { type: "json", outside: true, values: same('{"b" : 1, "b":2}') },
  { type: "integer[]", values: same("{1,NULL,-3}", "{}") },
];

test("the worst values of every type arrive as they are, by a swap, row by row, and again", async () => {
  const columns = samples.map(({ type }, index) => column(`c${String(index)}`, type));
  const metadata = document("torture", {
    columns: [column("id", "bigint", { nullable: false }), ...columns],
    primaryKey: { name: "k", columns: ["id"] },
  });
  const create = `CREATE SCHEMA sales; CREATE TABLE sales.torture (id bigint CONSTRAINT k PRIMARY KEY, ${samples.map(({ type }, index) => `c${String(index)} ${type}`).join(", ")})`;
  const longest = Math.max(...samples.map(({ values }) => values.length));
  const pick = (row: number, part: 0 | 1 | 2): Row => [
    String(row),
    ...samples.map(({ values }) => {
      const value = values[row];
      return value === undefined ? null : (value[part] ?? value[1]);
    }),
  ];
  const numbers = Array.from({ length: longest + 1 }, (_unused, row) => row);
  const outside = samples.flatMap(({ outside: out }, index) => (out === true ? [`c${String(index)}`] : []));
  const content = {
    metadata,
    key: ["id"],
    outside,
    buckets: 4,
    rows: numbers.map((row) => pick(row, 0)),
    canonical: (row: Row): Row => pick(Number(row[0]), 2),
  };
  await withStage(create, async ({ sender, one, sql }) => {
    await sql("SET TimeZone = 'UTC'");
    const printed = async (): Promise<unknown> => {
      const texts = ["id", ...columns.map(({ name }) => name)].map((name) => `${name}::text`);
      const rows = await sql<{ all: (string | null)[] }>(
        `SELECT ARRAY[${texts.join(", ")}] AS all FROM sales.torture ORDER BY id`,
      );
      return rows.map(({ all }) => all);
    };
    const wanted = numbers.map((row) => pick(row, 1));
    for (const [options, way] of [
      [{}, "swap"],
      [{ inPlace: true }, "diff"],
      [{}, "swap"],
    ] as const) {
      await sender.publish("torture", [{ ...content, partRows: way === "diff" ? 5 : 100 }]);
      const result = await one(options);
      expect([codes(result), result.loaded[0]?.tables[0]?.way]).toEqual([[], way]);
      expect(await printed()).toEqual(wanted);
    }
    await sender.publish("torture", [{ ...content, mode: "incremental", whole: content.rows }]);
    expect([codes(await one()), await printed()]).toEqual([[], wanted]);
  });
});
