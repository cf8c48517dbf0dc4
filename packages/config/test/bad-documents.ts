/** A document that is refused: what is wrong with it, where, and what to do. */
export interface BadDocument {
  readonly fact: string;
  readonly yaml: string;
  /** `line:column` of each problem, in order. */
  readonly at: readonly string[];
  /** Part of the first message. */
  readonly says: string;
  /** Part of the first hint. */
  readonly hint?: string;
}

const SNOWFLAKE = "snowflake: { database: D, schema: S }";
/** A table that is right, with one more line. */
const table = (line: string): string => `tables:\n  - name: a\n    ${SNOWFLAKE}\n    ${line}\n`;

export const notYaml: readonly BadDocument[] = [
  { fact: "an empty file", yaml: "", at: ["1:1"], says: "empty", hint: "extractor-cli init" },
  { fact: "only comments", yaml: "# nothing yet\n\n", at: ["1:1"], says: "empty" },
  { fact: "only a byte order mark", yaml: "\uFEFF", at: ["1:1"], says: "empty" },
  { fact: "a document of nothing", yaml: "---\n...\n", at: ["1:4"], says: "must be a map of keys" },
  { fact: "a tab as indentation", yaml: "tables:\n\t- name: a\n", at: ["2:1"], says: "a tab", hint: "spaces" },
  { fact: "an open bracket", yaml: "tables: [a, b\n", at: ["2:1"], says: "bracket is not closed" },
  { fact: "an open quote", yaml: 'tables: "a\n', at: ["2:1"], says: "quote" },
  { fact: "two colons", yaml: "tables: a: b\n", at: ["1:9"], says: "a key is not expected here", hint: "quotes" },
  { fact: "a key twice", yaml: "version: 1\nversion: 1\ntables: []\n", at: ["2:1"], says: "twice", hint: "Remove" },
  {
    fact: "a key twice inside a table",
    yaml: "tables:\n  - name: a\n    name: b\n",
    at: ["3:5"],
    says: "twice",
  },
  { fact: "two documents", yaml: "version: 1\n---\nversion: 1\n", at: ["2:1"], says: "second document", hint: "---" },
  { fact: "a tag", yaml: "tables: !!js/function x\n", at: ["1:9"], says: "tags" },
  { fact: "a tag of our own", yaml: "tables: !include x.yaml\n", at: ["1:9"], says: "tags" },
  { fact: "a list as key", yaml: "? [a]\n: 1\n", at: ["1:3"], says: "plain text" },
  {
    fact: "a reserved character",
    yaml: "tables: @a\n",
    at: ["1:9"],
    says: "begin with this character",
    hint: "quotes",
  },
  { fact: "an alias of nothing", yaml: "tables: *nope\n", at: ["1:9"], says: "*nope refers to nothing" },
  { fact: "an alias of itself", yaml: "tables: &a [*a]\n", at: ["1:13"], says: "contains itself" },
  {
    fact: "an alias bomb",
    yaml: bomb(),
    at: ["2:8"],
    says: "aliases are used more than 10 times",
    hint: "defaults",
  },
  { fact: "brackets without end", yaml: "[".repeat(1_000_000), at: ["1:65"], says: "nested deeper than 64" },
  { fact: "lists without end", yaml: "- ".repeat(500_000), at: ["1:129"], says: "nested deeper than 64" },
  { fact: "maps without end", yaml: deepMaps(200), at: ["65:65"], says: "nested deeper than 64" },
  { fact: "a file of UTF-16", yaml: "v\0e\0r\0s\0", at: ["1:2"], says: "UTF-8", hint: "Save it as UTF-8" },
  { fact: "a file of Latin-1", yaml: "version: 1\n# Z\uFFFDrich\n", at: ["2:4"], says: "UTF-8" },
  { fact: "a file of 2 MiB", yaml: `# ${"x".repeat(2 * 1024 * 1024)}`, at: ["1:1"], says: "larger than 1 MiB" },
];

export const notTables: readonly BadDocument[] = [
  { fact: "text", yaml: "hello\n", at: ["1:1"], says: "the document must be a map of keys" },
  { fact: "a list", yaml: "- name: a\n", at: ["1:1"], says: "must be a map of keys, not a list" },
  { fact: "no tables", yaml: "version: 1\n", at: ["1:1"], says: 'has no "tables"', hint: "Add `tables:`" },
  { fact: "an empty list of tables", yaml: "tables: []\n", at: ["1:9"], says: "empty list" },
  { fact: "nothing after tables", yaml: "tables:\n", at: ["1:1"], says: "tables must be a list, not nothing" },
  {
    fact: "a version of tomorrow",
    yaml: "version: 2\ntables: []",
    at: ["1:10", "2:9"],
    says: "2",
    hint: "knows version 1",
  },
  { fact: "a quoted version", yaml: 'version: "1"\ntables: []', at: ["1:10", "2:9"], says: "must be a whole number" },
  { fact: "an edition of tomorrow", yaml: `edition: 7\n${table("")}`, at: ["1:10"], says: "7", hint: "edition 1" },
  { fact: "a misspelt top key", yaml: `tabels: []\n${table("")}`, at: ["1:1"], says: '"tabels"', hint: '"tables"' },
  {
    fact: "a key from nowhere",
    yaml: `zebra: 1\n${table("")}`,
    at: ["1:1"],
    says: '"zebra"',
    hint: "Possible: version",
  },
  { fact: "__proto__ as a key", yaml: `__proto__: {}\n${table("")}`, at: ["1:1"], says: '"__proto__"' },
  { fact: "a merge key", yaml: table("<<: { a: 1 }"), at: ["4:5"], says: '"<<"', hint: "Merge keys" },
  {
    fact: "a password",
    yaml: table("password: hunter2"),
    at: ["4:5"],
    says: '"password"',
    hint: "Secrets belong in .env",
  },
  {
    fact: "a table that is a word",
    yaml: "tables:\n  - orders\n",
    at: ["2:5"],
    says: "must be a map of keys, not orders",
  },
  { fact: "no name", yaml: "tables:\n  - schedule: daily\n", at: ["2:5"], says: 'tables[0] has no "name"' },
  {
    fact: "a misspelt table key",
    yaml: table("sync-mode: full"),
    at: ["4:5"],
    says: '"sync-mode"',
    hint: '"sync_mode"',
  },
  { fact: "a key in camel case", yaml: table("syncMode: full"), at: ["4:5"], says: '"syncMode"', hint: '"sync_mode"' },
  {
    fact: "a misspelt key of a key",
    yaml: "tables:\n  - name: a\n    snowflake: { databse: D, schema: S }\n",
    at: ["3:18"],
    says: 'unknown key "databse" in tables[0].snowflake',
    hint: '"database"',
  },
  {
    fact: "capitals in a name",
    yaml: `tables:\n  - name: Orders\n    ${SNOWFLAKE}\n`,
    at: ["2:11"],
    says: "small letters",
    hint: "orders",
  },
  {
    fact: "a number as name",
    yaml: `tables:\n  - name: 2024\n    ${SNOWFLAKE}\n`,
    at: ["2:11"],
    says: "must be text, not 2024",
    hint: '"2024"',
  },
  {
    fact: "true as name",
    yaml: `tables:\n  - name: true\n    ${SNOWFLAKE}\n`,
    at: ["2:11"],
    says: "must be text, not true",
    hint: '"true"',
  },
  {
    fact: "a number as a Snowflake table, as written",
    yaml: table("").replace("schema: S", "schema: S, table: 0x1F"),
    at: ["3:49"],
    says: "must be text, not 0x1F",
    hint: '"0x1F"',
  },
  { fact: "an empty name", yaml: `tables:\n  - name: ""\n    ${SNOWFLAKE}\n`, at: ["2:11"], says: "tables[0].name" },
  {
    fact: "a name of 101 letters",
    yaml: `tables:\n  - name: ${"a".repeat(101)}\n`,
    at: ["2:11"],
    says: "longer than 100",
  },
  { fact: "a misspelt mode", yaml: table("sync_mode: ful"), at: ["4:16"], says: '"ful"', hint: '"full"' },
  { fact: "a mode in capitals", yaml: table("sync_mode: FULL"), at: ["4:16"], says: '"FULL"', hint: '"full"' },
  { fact: "a misspelt schedule", yaml: table("schedule: dayly"), at: ["4:15"], says: '"dayly"', hint: '"daily"' },
  {
    fact: "a cron line as schedule",
    yaml: table('schedule: "0 2 * * *"'),
    at: ["4:15"],
    says: "0 2 * * *",
    hint: "{ cron:",
  },
  {
    fact: "a schedule without zone",
    yaml: table('schedule: { cron: "0 2 * * *" }'),
    at: ["4:5"],
    says: 'has no "zone"',
  },
  {
    fact: "a number as schedule",
    yaml: table("schedule: 5"),
    at: ["4:15"],
    says: "must be text or a map of keys, not 5",
  },
  {
    fact: "no for false",
    yaml: table("encryption: no"),
    at: ["4:17"],
    says: "true or false, not no",
    hint: "Write false",
  },
  {
    fact: "yes for true",
    yaml: table("compression: yes"),
    at: ["4:18"],
    says: "true or false, not yes",
    hint: "Write true",
  },
  {
    fact: "an unknown policy",
    yaml: table("policies: { sub_microseconds: text }"),
    at: ["4:17"],
    says: "sub_microseconds",
    hint: '"sub_microsecond"',
  },
  {
    fact: "a policy in camel case",
    yaml: table("policies: { subMicrosecond: text }"),
    at: ["4:17"],
    says: "subMicrosecond",
    hint: '"sub_microsecond"',
  },
  {
    fact: "an unknown value of a policy",
    yaml: table("policies: { sub_microsecond: cut }"),
    at: ["4:34"],
    says: '"cut"',
    hint: "truncate",
  },
  {
    fact: "an unknown loss",
    yaml: table("accept_loss: [SUB_MICROSECONDS]"),
    at: ["4:19"],
    says: "SUB_MICROSECONDS",
    hint: '"SUB_MICROSECOND"',
  },
  { fact: "a loss twice", yaml: table("accept_loss: [SUB_MICROSECOND, SUB_MICROSECOND]"), at: ["4:36"], says: "twice" },
  {
    fact: "one loss without a list",
    yaml: table("accept_loss: SUB_MICROSECOND"),
    at: ["4:18"],
    says: "a list",
    hint: "[SUB_MICROSECOND]",
  },
  {
    fact: "a column setting misspelt",
    yaml: table("columns: { A: { exlude: true } }"),
    at: ["4:21"],
    says: "tables[0].columns.A",
    hint: '"exclude"',
  },
  {
    fact: "a column that is a word",
    yaml: table("columns: { A: text }"),
    at: ["4:19"],
    says: "must be a map of keys, not text",
  },
  {
    fact: "a column named __proto__",
    yaml: table("columns: { __proto__: { exclude: true } }"),
    at: ["4:16"],
    says: '"__proto__" cannot',
  },
  {
    fact: "an unknown treatment of keys",
    yaml: table("keys: { primary: enforce }"),
    at: ["4:22"],
    says: '"enforce"',
    hint: '"enforced"',
  },
  { fact: "an index of no columns", yaml: table("indexes: [{ columns: [] }]"), at: ["4:26"], says: "empty list" },
  {
    fact: "incremental without key",
    yaml: table("sync_mode: incremental\n    incremental: { cursor: U }"),
    at: ["5:18"],
    says: "needs the key",
    hint: "append",
  },
  {
    fact: "a key column without a list",
    yaml: table("incremental: { cursor: U, key: ID }"),
    at: ["4:36"],
    says: "a list",
    hint: "[ID]",
  },
  {
    fact: "a name under defaults",
    yaml: `defaults: { name: x }\n${table("")}`,
    at: ["1:13"],
    says: 'unknown key "name" in defaults',
  },
  {
    fact: "a mistake in an aliased value",
    yaml: `defaults: &d { schedule: dayly }\n${table("")}`,
    at: ["1:26"],
    says: "dayly",
  },
];

export const againstRules: readonly BadDocument[] = [
  {
    fact: "a table without database",
    yaml: "tables:\n  - name: a\n    snowflake: { schema: S }\n",
    at: ["3:5"],
    says: "no snowflake.database",
    hint: "defaults",
  },
  { fact: "a table without place", yaml: "tables:\n  - name: a\n", at: ["2:5", "2:5"], says: "no snowflake.database" },
  {
    fact: "a pattern whose tables would share a name",
    yaml: table("").replace("schema: S", "schema: S, table: FIN_*"),
    at: ["2:11"],
    says: "that of every table",
    hint: "{table}",
  },
  {
    fact: "a pattern whose tables would be one PostgreSQL table",
    yaml: table("postgres: { table: x }")
      .replace("name: a", 'name: "{table}"')
      .replace("schema: S", "schema: S, table: X?"),
    at: ["4:24"],
    says: 'postgres.table "x" would be',
    hint: "leave it out",
  },
  {
    fact: "a schema pattern without {schema}",
    yaml: table("").replace("name: a", 'name: "{table}"').replace("schema: S", 'schema: "S*", table: T'),
    at: ["2:11"],
    says: "that of every table",
    hint: "{schema}",
  },
  {
    fact: "a schema pattern without a table",
    yaml: table("").replace("name: a", 'name: "{schema}"').replace("schema: S", 'schema: "S*"'),
    at: ["3:39"],
    says: "no table is named",
  },
  {
    fact: "a pattern of SQL",
    yaml: table("").replace("schema: S", 'schema: S, table: "FIN%"'),
    at: ["3:49"],
    says: "no wildcard here",
    hint: "Write FIN*",
  },
  {
    fact: "a pattern of databases",
    yaml: table("").replace("database: D", "database: D*"),
    at: ["3:28"],
    says: "only schemas and tables",
  },
  {
    fact: "a template for one table",
    yaml: table("").replace("name: a", 'name: "{schema}_a"'),
    at: ["2:11"],
    says: "is a template",
  },
  {
    fact: "a misspelt place in a template",
    yaml: table("").replace("name: a", 'name: "{schemas}_a"'),
    at: ["2:11"],
    says: "must be small letters",
    hint: "{schema}",
  },
  {
    fact: "exclude without a pattern",
    yaml: table("").replace("schema: S", "schema: S, exclude: [B]"),
    at: ["3:42"],
    says: "goes with a pattern",
  },
  {
    fact: "an exclusion of everything",
    yaml: table("").replace("name: a", 'name: "{table}"').replace("schema: S", 'schema: S, table: "*", exclude: [{}]'),
    at: ["3:64"],
    says: "neither a schema nor a table",
  },
  {
    fact: "an unknown kind",
    yaml: table("").replace("schema: S", 'schema: S, table: "*", kinds: [tables]'),
    at: ["3:62"],
    says: "tables",
    hint: '"table"',
  },
  {
    fact: "quotes in a name",
    yaml: table("").replace("schema: S", `schema: S, table: '"my table"'`),
    at: ["3:49"],
    says: "quotes",
    hint: "my table",
  },
  {
    fact: "a PostgreSQL name of 64 bytes",
    yaml: table(`postgres: { table: ${"é".repeat(32)} }`),
    at: ["4:24"],
    says: "has 64 bytes",
  },
  { fact: "a reserved schema", yaml: table("postgres: { schema: pg_data }"), at: ["4:25"], says: "reserved" },
  {
    fact: "a name twice",
    yaml: `${table("")}  - name: a\n    snowflake: { database: D, schema: T }\n    postgres: { table: b }\n`,
    at: ["5:11"],
    says: "taken by the table at line 2",
  },
  {
    fact: "a Snowflake table twice",
    yaml: `${table("")}  - name: b\n    snowflake: { database: D, schema: S, table: A }\n`,
    at: ["6:49"],
    says: '"D.S.A" is taken',
  },
  {
    fact: "a PostgreSQL table twice",
    yaml: `${table("")}  - name: b\n    ${SNOWFLAKE}\n    postgres: { table: a }\n`,
    at: ["7:24"],
    says: '"public.a" is taken',
    hint: "cannot become one",
  },
  {
    fact: "incremental without columns",
    yaml: table("sync_mode: incremental"),
    at: ["4:16"],
    says: "changed rows",
    hint: "cursor",
  },
  {
    fact: "a cursor that is excluded",
    yaml: table("incremental: { cursor: U, key: [ID] }\n    columns: { U: { exclude: true } }"),
    at: ["5:30"],
    says: '"U" finds changed rows',
  },
  {
    fact: "encryption off without reason",
    yaml: table("encryption: false"),
    at: ["4:17"],
    says: "without a reason",
    hint: "reason:",
  },
  {
    fact: "four fields of cron",
    yaml: table('schedule: { cron: "0 2 * *", zone: UTC }'),
    at: ["4:23"],
    says: "4 fields instead of 5",
  },
  {
    fact: "minute 60",
    yaml: table('schedule: { cron: "60 2 * * *", zone: UTC }'),
    at: ["4:23"],
    says: "the minute is not right",
  },
  {
    fact: "a month that is none",
    yaml: table('schedule: { cron: "0 2 * foo *", zone: UTC }'),
    at: ["4:23"],
    says: "the month is not right",
  },
  {
    fact: "a misspelt zone",
    yaml: table('schedule: { cron: "0 2 * * *", zone: Europe/Zurch }'),
    at: ["4:42"],
    says: "not a time zone",
    hint: "Europe/Zurich",
  },
  {
    fact: "a misspelt zone of the source",
    yaml: `source: { zone: Europe/Zurch }\n${table("losses: warn")}`,
    at: ["1:17"],
    says: "not a time zone",
    hint: '"Europe/Zurich"',
  },
  {
    fact: "a loss of no such name on a column",
    yaml: table("columns: { A: { accept_loss: [SUB_MICROSECONDS] } }"),
    at: ["4:35"],
    says: '"SUB_MICROSECONDS"',
    hint: '"SUB_MICROSECOND"',
  },
  { fact: "a treatment of losses that is none", yaml: table("losses: error"), at: ["4:13"], says: '"error"' },
  {
    fact: "an offset as zone",
    yaml: table('schedule: { cron: "0 2 * * *", zone: "+01:00" }'),
    at: ["4:42"],
    says: "not a time zone",
  },
  {
    fact: "a type that is none",
    yaml: table("columns: { A: { type: nubmer } }"),
    at: ["4:27"],
    says: "not a PostgreSQL type",
  },
  {
    fact: "SQL as a type",
    yaml: table('columns: { A: { type: "int; DROP TABLE x" } }'),
    at: ["4:27"],
    says: "not a PostgreSQL type",
  },
  {
    fact: "an excluded column with a type",
    yaml: table("columns: { A: { exclude: true, type: text } }"),
    at: ["4:16"],
    says: "has other settings",
  },
  {
    fact: "two columns of one name",
    yaml: table("columns: { A: { name: x }, B: { name: x } }"),
    at: ["4:43"],
    says: 'both named "x"',
  },
  {
    fact: "an index twice",
    yaml: table("indexes: [{ columns: [a] }, { columns: [a] }]"),
    at: ["4:33"],
    says: "stands twice",
  },
  {
    fact: "a mistake in the defaults, once for two tables",
    yaml: `defaults: { encryption: false }\n${table("")}  - name: b\n    ${SNOWFLAKE}\n`,
    at: ["1:25"],
    says: "without a reason",
  },
  {
    fact: "mistakes of the schema and of the rules together",
    yaml: `${table("encryption: false")}  - name: b\n    schedule: dayly\n`,
    at: ["4:17", "6:15"],
    says: "without a reason",
  },
];

function bomb(): string {
  const lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
  for (const [before, here] of ["ab", "bc", "cd", "de", "ef", "fg", "gh", "hi"].map((pair) => pair.split(""))) {
    lines.push(
      `${String(here)}: &${String(here)} [${Array(9)
        .fill(`*${String(before)}`)
        .join(", ")}]`,
    );
  }
  return lines.join("\n");
}

function deepMaps(depth: number): string {
  return Array.from({ length: depth }, (_, level) => `${" ".repeat(level)}k:\n`).join("");
}
