import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import {
  ConfigError,
  fitsPattern,
  patternStart,
  type PresentTable,
  readTablesConfig,
  type ResolvedTables,
  resolvePatterns,
  writtenName,
} from "../src/index.ts";

const file = "config/tables.yaml";

/** `SCHEMA.TABLE` or `SCHEMA.TABLE KIND`, in database D. */
function present(...texts: readonly string[]): readonly PresentTable[] {
  return texts.map((text) => {
    const [, schema = "", table = "", kind = "TABLE"] = /^([^.]*)\.(.*?)(?:\|(.*))?$/s.exec(text) ?? [];
    return { database: "D", schema, table, kind };
  });
}

async function resolved(entries: string, ...texts: readonly string[]): Promise<ResolvedTables> {
  const yaml = `defaults: { snowflake: { database: D, schema: S } }\ntables:\n${entries}`;
  return resolvePatterns(await readTablesConfig(yaml, file), present(...texts), file);
}

async function names(entries: string, ...texts: readonly string[]): Promise<readonly string[]> {
  return (await resolved(entries, ...texts)).config.tables.map(
    ({ name, snowflake: { schema, table }, postgres }) =>
      `${name} = ${schema}.${table} -> ${postgres.schema}.${postgres.table}`,
  );
}

async function refusal(entries: string, ...texts: readonly string[]): Promise<string> {
  const error: unknown = await resolved(entries, ...texts).catch((thrown: unknown) => thrown);
  if (error instanceof ConfigError) return error.message;
  throw new Error("the patterns were accepted, or refused by something else", { cause: error });
}

const all = '  - { name: "{table}", snowflake: { table: "*" } }\n';

describe("patterns and names", () => {
  test.each([
    ["*", "", true],
    ["*", "A", true],
    ["A*", "A", true],
    ["A*", "a", false],
    ["A_B", "AXB", false],
    ["A?B", "A_B", true],
    ["A?B", "AB", false],
    ["?", "😀", true],
    ["*B*", "ABBA", true],
    ["*_BAK", "X_BAK_BAK", true],
    ["A*C", "ABCD", false],
    ["A.B", "AXB", false],
    ["A\\*", "A\\x", true],
    ["[*]", "*", true],
    ["[*]", "A", false],
    ["[?]*", "?A", true],
    ["[A]", "A", false],
    ["A\nB*", "A\nBC", true],
  ])("%j and %j: %s", (pattern, name, fits) => {
    expect(fitsPattern(pattern, name)).toBe(fits);
  });

  test("a stored name, as it is written, fits itself alone", () => {
    const name = fc.string({
      unit: fc.constantFrom("A", "B", "*", "?", "%", "[", "]", "\\", ".", "é", "😀"),
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(fitsPattern(writtenName(one), other)).toBe(one === other);
        expect(patternStart(writtenName(one))).toBe(one);
        expect(fitsPattern(`${writtenName(one)}*`, one + other)).toBe(true);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  test("what a name begins with follows from what it fits, and many stars are no slower", () => {
    expect(["SALES_*", "A?B", "*", "[*]X*"].map((text) => patternStart(text))).toEqual(["SALES_", "A", "", "*X"]);
    const began = performance.now();
    expect(fitsPattern("*A".repeat(100), "A".repeat(250) + "B")).toBe(false);
    expect(performance.now() - began).toBeLessThan(500);
  });
});

describe("what patterns come to", () => {
  test("tables in the order of their names, where the pattern stands, with its settings", async () => {
    const entries = `  - { name: first, snowflake: { schema: T } }\n${all}  - { name: last, snowflake: { schema: T } }\n`;
    expect(await names(entries, "S.B", "S.A", "T.A")).toEqual([
      "first = T.FIRST -> public.first",
      "a = S.A -> public.a",
      "b = S.B -> public.b",
      "last = T.LAST -> public.last",
    ]);
    const { config, matches } = await resolved(all.replace(" }\n", ", encryption: false, reason: x }\n"), "S.A");
    expect(config.tables).toMatchObject([{ encryption: false, encryptionReason: "x", line: 3, fromPattern: true }]);
    expect(matches[0]?.tables).toEqual(config.tables);
  });

  test("an entry of its own wins over a pattern, wherever it stands", async () => {
    const own = "  - { name: mine, snowflake: { table: A } }\n";
    const both = ["mine = S.A -> public.mine", "b = S.B -> public.b"];
    expect(await names(own + all, "S.A", "S.B")).toEqual(both);
    expect(await names(all + own, "S.A", "S.B")).toEqual([...both].reverse());
  });

  test("exclusions by name, pattern and schema, and kinds", async () => {
    const entry = (more: string): string =>
      `  - { name: "{schema}_{table}", snowflake: { schema: "S*", table: "*", ${more} } }\n`;
    const there = ["S.A", "S.A_BAK", "S1.A|VIEW", "S2.A|TRANSIENT TABLE", "S2.B"];
    const got = async (more: string): Promise<string> =>
      (await resolved(entry(more), ...there)).config.tables.map(({ name }) => name).join(" ");
    expect(await got("")).toBe("s_a s_a_bak s1_a s2_a s2_b");
    expect(await got('exclude: ["*_BAK", B]')).toBe("s_a s1_a s2_a");
    expect(await got("exclude: [{ schema: S? }]")).toBe("s_a s_a_bak");
    expect(await got("exclude: [{ schema: S2, table: B }]")).toBe("s_a s_a_bak s1_a s2_a");
    expect(await got("kinds: [view, transient-table]")).toBe("s1_a s2_a");
  });

  test("templates of names in small letters, whatever the stored names hold", async () => {
    const entry = `  - name: x_{database}_{schema}_{table}\n    snowflake: { schema: "*", table: "*" }\n    postgres: { schema: "{schema}", table: "t_{table}" }\n`;
    expect(await names(entry, "S.Ab c", "$u.1é")).toEqual([
      "x_d__u_1_ = $u.1é -> _u.t_1_",
      "x_d_s_ab_c = S.Ab c -> s.t_ab_c",
    ]);
  });

  test("Snowflake's own schema and passing tables are never meant", async () => {
    const entry = '  - { name: "{schema}_{table}", snowflake: { schema: "*", table: "*" } }\n';
    const there = ["INFORMATION_SCHEMA.TABLES|VIEW", "S.SNOWPARK_TEMP_TABLE_X", "S.SN_TEMP_OBJECT_1", "S.T"];
    expect(await names(entry, ...there)).toEqual(["s_t = S.T -> public.s_t"]);
  });
});

describe("what keeps tables from standing beside each other names both with their lines", () => {
  test("two patterns that match one table", async () => {
    const second = '  - { name: "x_{table}", snowflake: { table: "A*" } }\n';
    expect(await refusal(all + second, "S.A", "S.B")).toBe(
      `${file}:4:5: the patterns at line 3 and line 4 both match "D.S.A"`,
    );
  });

  test("two tables of one pattern with one name", async () => {
    expect(await refusal(all, "S.a", "S.A")).toBe(
      `${file}:3:5: "D.S.A" (line 3) and "D.S.a" (line 3) would both be named "a"`,
    );
  });

  test("a pattern's table with the name of an entry", async () => {
    const own = "  - { name: a, snowflake: { schema: T } }\n";
    expect(await refusal(all + own, "S.A")).toContain('"D.T.A" (line 4) and "D.S.A" (line 3) would both be named "a"');
  });

  test("two that would be one PostgreSQL table", async () => {
    const entry = `  - name: "{schema}_{table}"\n    snowflake: { schema: "S*", table: "*" }\n    postgres: { table: "{table}" }\n`;
    expect(await refusal(entry, "S.A", "S1.A")).toContain('would both be PostgreSQL table "public.a"');
  });

  test("names that do not fit", async () => {
    expect(await refusal(all, `S.${"A".repeat(101)}`)).toMatch(/would have 101 characters[^]*101 bytes; PostgreSQL/);
    const reserved = `  - name: "{table}"\n    snowflake: { schema: "*", table: "*" }\n    postgres: { schema: "{schema}" }\n`;
    expect(await refusal(reserved, "PG_X.A")).toContain('would be "pg_x"');
  });
});

test("random patterns: tables are those that fit, none is doubled, names are legal, and the order of a listing is nothing", async () => {
  const word = fc.string({ unit: fc.constantFrom("A", "B", "a", "b", "_", " ", "é", "$"), minLength: 1, maxLength: 4 });
  const table = fc.record({ schema: word, table: word });
  const glob = fc.constantFrom("*", "A*", "*b", "?", "??*", "a_*");
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(table, { selector: (each) => JSON.stringify(each) }),
      glob,
      glob,
      async (there, in_, out) => {
        const entry = `  - { name: "{schema}__{table}", snowflake: { schema: "*", table: "${in_}", exclude: ["${out}"] } }\n`;
        const config = await readTablesConfig(`defaults: { snowflake: { database: D } }\ntables:\n${entry}`, file);
        const listing = there.map((each) => ({ database: "D", kind: "TABLE", ...each }));
        const wanted = there.filter((each) => fitsPattern(in_, each.table) && !fitsPattern(out, each.table));
        const run = (list: readonly PresentTable[]): ResolvedTables["config"]["tables"] | string => {
          try {
            return resolvePatterns(config, list, file).config.tables;
          } catch (error) {
            return (error as Error).message;
          }
        };
        const got = run(listing);
        expect(run([...listing].reverse())).toEqual(got);
        const legal = (each: { schema: string; table: string }): string =>
          `${each.schema}__${each.table}`.toLowerCase().replaceAll(/[^a-z0-9_]/gu, "_");
        const clash = new Set(wanted.map(legal)).size < wanted.length;
        expect(typeof got === "string").toBe(clash);
        if (typeof got === "string") return;
        expect(got.map(({ name }) => name).sort()).toEqual(wanted.map(legal).sort());
        for (const { name } of got) expect(name).toMatch(/^[a-z0-9_]+$/);
      },
    ),
    { numRuns: 200, seed: 7 },
  );
});
