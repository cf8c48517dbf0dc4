import { describe, expect, test } from "@jest/globals";

import { chooseTarget, ConfigError, readPostgresConfig, refuseOtherDatabase, TargetError } from "../src/index.ts";

const file = "config/postgres.yaml";

async function problems(yaml: string): Promise<readonly string[]> {
  const error: unknown = await readPostgresConfig(yaml, file).catch((thrown: unknown) => thrown);
  if (!(error instanceof ConfigError)) throw new Error(`accepted: ${yaml}`, { cause: error });
  return error.problems.map(
    ({ line, column, message, hint = "" }) => `${String(line)}:${String(column)} ${message} | ${hint}`,
  );
}

const whole = `
version: 1
defaults:
  owner: dp_owner
  grants: { reader: [select], public: [] }
  schemas: { public: finance }
  verify: { INDEX_EXTRA: ignore, COLUMN_EXTRA: warning }
  tables:
    orders: { indexes: [{ columns: [day] }], foreign_keys: omit }
targets:
  test: {}
  production:
    default: true
    database: finance
    schemas: { sales: sold }
    owner: fin_owner
    grants: { writer: [insert, update] }
    extra_grants: revoke
    tablespace: fast
    foreign_keys: not_enforced
    verify: { COLUMN_EXTRA: error }
    protected: true
    tables:
      orders: { tablespace: slow, grants: { reader: [] } }
      constructor: { indexes: [{ columns: [a, b], unique: true, name: mine }, { columns: [a], method: gin }] }
`;

describe("config/postgres.yaml", () => {
  test("gives each target what it says and what it inherits, maps key by key", async () => {
    const { targets } = await readPostgresConfig(whole, file);
    const defaults = { owner: "dp_owner", grants: { reader: ["select"], public: [] }, extraGrants: "keep" };
    const shared = { owner: "fin_owner", extraGrants: "revoke", foreignKeys: "not_enforced" };
    const grants = { reader: ["select"], public: [], writer: ["insert", "update"] };
    const day = { columns: ["day"], unique: false, method: "btree" };
    expect(targets).toEqual([
      {
        name: "test",
        line: 11,
        column: 3,
        isDefault: false,
        schemas: { public: "finance" },
        ...defaults,
        verify: { INDEX_EXTRA: "ignore", COLUMN_EXTRA: "warning" },
        protected: false,
        tables: { orders: { ...defaults, foreignKeys: "omit", indexes: [day] } },
      },
      {
        name: "production",
        line: 12,
        column: 3,
        isDefault: true,
        database: "finance",
        schemas: { public: "finance", sales: "sold" },
        ...shared,
        grants,
        tablespace: "fast",
        verify: { INDEX_EXTRA: "ignore", COLUMN_EXTRA: "error" },
        protected: true,
        tables: {
          orders: {
            ...shared,
            foreignKeys: "omit",
            grants: { ...grants, reader: [] },
            tablespace: "slow",
            indexes: [day],
          },
          constructor: {
            ...shared,
            grants,
            tablespace: "fast",
            indexes: [
              { name: "mine", columns: ["a", "b"], unique: true, method: "btree" },
              { columns: ["a"], unique: false, method: "gin" },
            ],
          },
        },
      },
    ]);
  });

  test("the default target, the only one, or the one that is named is taken", async () => {
    const config = await readPostgresConfig(whole, file);
    const only = await readPostgresConfig("targets: { a: {} }", file);
    const two = await readPostgresConfig("targets: { a: {}, bee: {} }", file);
    expect(chooseTarget(config)?.name).toBe("production");
    expect(chooseTarget(config, "test")?.name).toBe("test");
    expect(chooseTarget(only)?.name).toBe("a");
    expect(chooseTarget(undefined)).toBeUndefined();
    expect(() => chooseTarget(two)).toThrow(expect.objectContaining({ code: "CONFIG_TARGET_NOT_CHOSEN" }));
    expect(() => chooseTarget(two, "be")).toThrow(expect.objectContaining({ hint: "did you mean bee?" }));
    expect(() => chooseTarget(undefined, "a")).toThrow(TargetError);
  });

  test("a target refuses a connection to another database than its own", async () => {
    const [here, pinned] = (await readPostgresConfig(whole, file)).targets;
    refuseOtherDatabase(here, "any");
    refuseOtherDatabase(pinned, "finance");
    expect(() => {
      refuseOtherDatabase(pinned, "Finance");
    }).toThrow(expect.objectContaining({ code: "CONFIG_TARGET_DATABASE" }));
  });

  const long = "x".repeat(64);
  test.each([
    ["an empty file", "", "1:1 the file is empty | Write at least one target"],
    ["no target", "targets: {}", "1:10 targets is empty"],
    ["no list of targets", "version: 1", '1:1 the document has no "targets"'],
    ["another version", "version: 2\ntargets: { a: {} }", "1:10 version cannot be 2 | This release knows version 1."],
    ["a misspelt key", "targets: { a: { ownr: x } }", '1:17 unknown key "ownr" in targets.a | Did you mean "owner"?'],
    ["a misspelt code", "targets: { a: { verify: { INDEX_EXTR: ignore } } }", 'Did you mean "INDEX_EXTRA"?'],
    ["a severity that is none", "targets: { a: { verify: { INDEX_EXTRA: ignored } } }", 'Did you mean "ignore"?'],
    ["a privilege in capitals", "targets: { a: { grants: { r: [SELECT] } } }", 'Did you mean "select"?'],
    ["a privilege that is no list", "targets: { a: { grants: { r: select } } }", "Write [select]."],
    ["a privilege twice", "targets: { a: { grants: { r: [select, select] } } }", "holds the same entry twice"],
    ["a target's name in capitals", "targets: { Prod: {} }", '1:12 "Prod" cannot be the name of a target here'],
    ["a key in defaults that is a target's own", "defaults: { database: x }\ntargets: { a: {} }", "1:13 unknown key"],
    [
      "two defaults",
      "targets: { a: { default: true }, b: { default: true } }",
      "another target is the default already",
    ],
    ["a schema of the server", "targets: { a: { schemas: { public: pg_x } } }", "1:36 tables cannot stand in"],
    ["a schema of the program", "targets: { a: { schemas: { public: dp_control } } }", "this program's own"],
    ["a name of 64 bytes", `targets: { a: { owner: ${long} } }`, "has 64 bytes"],
    ["a role of 64 bytes", `targets: { a: { grants: { ${long}: [select] } } }`, "1:27 "],
    ["a table's owner of 64 bytes", `targets: { a: { tables: { t: { owner: ${long} } } } }`, "1:39 "],
    [
      "a unique index of GIN",
      "targets: { a: { tables: { t: { indexes: [{ columns: [a], unique: true, method: gin }] } } } }",
      "cannot be unique",
    ],
    [
      "a hash index of two",
      "targets: { a: { tables: { t: { indexes: [{ columns: [a, b], method: hash }] } } } }",
      "one column",
    ],
    [
      "an index twice",
      "targets: { a: { tables: { t: { indexes: [{ columns: [a] }, { columns: [a] }] } } } }",
      "stands twice",
    ],
    [
      "an index without columns",
      "targets: { a: { tables: { t: { indexes: [{ columns: [] }] } } } }",
      "is an empty list",
    ],
    ["a secret", "targets: { a: { password: x } }", "Secrets belong in .env"],
    ["a merge key", "targets: { a: { <<: { owner: x } } }", "Merge keys are not supported"],
    [
      "a name of nothing good",
      "targets: { a: { schemas: { __proto__: x } } }",
      '"__proto__" cannot be the name of a schema',
    ],
  ])("is refused with place and way out: %s", async (_, yaml, says) => {
    expect((await problems(yaml)).join("\n")).toContain(says);
  });
});
