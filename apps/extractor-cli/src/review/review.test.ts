import { mapTables } from "@dp/mapping";
import type { MappingSettings, SourceColumn, SourceTable, TableMetadata } from "@dp/metadata";
import { expect, test } from "@jest/globals";

import { reviewMarkdown, reviewText } from "./print-review.ts";
import { makeReview } from "./review.ts";

function column(name: string, type: string, more: Partial<SourceColumn> = {}): SourceColumn {
  return { name, type, nullable: true, ...more };
}

interface Given {
  readonly name?: string;
  readonly table?: string;
  readonly columns: readonly SourceColumn[];
  readonly settings?: MappingSettings;
  readonly more?: Pick<SourceTable, "tags" | "policies">;
}

function mapped({ name = "orders", table = "ORDERS", columns, settings = {}, more }: Given): TableMetadata {
  const source: SourceTable = {
    system: "snowflake",
    database: "DB",
    schema: "S",
    table,
    kind: "TABLE",
    columns,
    uniqueKeys: [],
    foreignKeys: [],
    ...more,
  };
  const [outcome] = mapTables([{ name, source, settings, postgres: { schema: "public", table: name } }], {
    edition: 1,
  });
  if (outcome?.ok !== true) throw new Error("cannot be mapped");
  return outcome.metadata;
}

const id = column("ID", "NUMBER(38,0)");
const mail = column("MAIL", "VARCHAR(100)", { maskingPolicy: "HIDE" });
const settings = { columns: { MAIL: { sensitive: "pii" } } };
const before = mapped({ columns: [id, mail], settings });

test("a new column leaves, with its label; what left before does not, also under another name", () => {
  const phone = column("PHONE", "VARCHAR(30)");
  const now = mapped({
    columns: [id, mail, phone],
    settings: { columns: { ID: { name: "number" }, MAIL: { sensitive: "pii" }, PHONE: { sensitive: "secret" } } },
  });
  const [table] = makeReview([now], [before]).tables;
  expect(table).toMatchObject({
    newlyVisible: false,
    leaving: [{ column: "phone", from: "PHONE", type: "text", sensitive: "secret" }],
    uncovered: [],
    losses: [{ loss: "NUL_REFUSED", columns: ["phone"], accepted: false }],
  });
});

test("a column that was excluded leaves when it is not any more; an unchanged table is not reviewed", () => {
  const without = mapped({ columns: [id, mail], settings: { columns: { MAIL: { exclude: true } } } });
  expect(makeReview([before], [without]).tables[0]?.leaving.map(({ from }) => from)).toEqual(["MAIL"]);
  expect(makeReview([before], [before])).toEqual({ tables: [], gone: [] });
});

test("a label or a masking policy that is gone is told", () => {
  const now = mapped({ columns: [id, column("MAIL", "VARCHAR(100)")] });
  expect(makeReview([now], [before]).tables[0]?.uncovered).toEqual([
    { column: "mail", what: "no longer marked pii" },
    { column: "mail", what: "no longer under the masking policy HIDE" },
  ]);
});

test("what Snowflake says of a column is said when it leaves, and when it is gone", () => {
  const tags = [{ name: "GOV.T.PII", value: "e-mail" }];
  const policies = [{ kind: "ROW_ACCESS_POLICY", name: "GOV.T.BY_REGION" }];
  const columns = [id, { ...mail, tags }];
  const review = makeReview([mapped({ columns, more: { tags, policies } })], []);
  expect(reviewText(review)).toContain(
    "orders: mail from MAIL, text in Snowflake: masked by HIDE, tag GOV.T.PII = e-mail\n",
  );
  expect(reviewText(review)).toContain("warning: The row access policy GOV.T.BY_REGION stands on the table");
  expect(reviewMarkdown(review, { since: "x" })).toContain(
    "0 of them sensitive, 1 more masked or tagged in Snowflake.**",
  );
  const [less] = makeReview([mapped({ columns: [id, mail] })], [mapped({ columns, more: { tags, policies } })]).tables;
  expect(less?.uncovered).toEqual([
    { what: "no longer under the policy GOV.T.BY_REGION" },
    { what: "no longer tagged GOV.T.PII = e-mail" },
    { column: "mail", what: "no longer tagged GOV.T.PII = e-mail" },
  ]);
});

test("a table that now reads another table of Snowflake is as good as new: all of its columns leave", () => {
  const now = mapped({ table: "SALARIES", columns: [id, mail], settings });
  expect(makeReview([now], [before]).tables[0]).toMatchObject({
    source: "DB.S.SALARIES",
    newlyVisible: true,
    leaving: [{ from: "ID" }, { from: "MAIL" }],
  });
});

test("losses that appear are told, and whether they were accepted", () => {
  const plain = mapped({ columns: [column("AT", "TIMESTAMP_NTZ(6)")] });
  const finer = { columns: [column("AT", "TIMESTAMP_NTZ(9)")] };
  const losses = (now: TableMetadata): unknown => makeReview([now], [plain]).tables[0]?.losses;
  expect(losses(mapped(finer))).toEqual([{ loss: "SUB_MICROSECOND", columns: ["at"], accepted: false }]);
  expect(losses(mapped({ ...finer, settings: { acceptLoss: ["SUB_MICROSECOND"] } }))).toEqual([
    { loss: "SUB_MICROSECOND", columns: ["at"], accepted: true },
  ]);
});

test("printed: gravest first, new tables with all their columns, tables that are gone", () => {
  const fresh = mapped({ name: "fresh", table: "FRESH|<b>`@all", columns: [id, mail], settings });
  const review = makeReview([fresh], [before]);
  expect(reviewText(review).split("\n").slice(0, 3)).toEqual([
    "Leaves the VPN from now on:",
    "  new table fresh from DB.S.FRESH|<b>`@all, 2 columns: id, mail",
    "  fresh: mail from MAIL, text sensitive: pii; in Snowflake: masked by HIDE",
  ]);
  expect(reviewText(review)).toContain(
    "No longer here:\n  orders: its files are gone; table public.orders stays in PostgreSQL\n",
  );
  const markdown = reviewMarkdown(review, { since: "0123 (HEAD)" });
  expect(markdown).toContain(
    "**1 table newly visible, 0 tables changed, 1 table gone, 2 columns newly leaving, 1 of them sensitive.**\n\n" +
      "### Leaves the VPN from now on\n\n" +
      "- **new table** `fresh` from <code>DB&#46;S&#46;FRESH&#124;&#60;b&#62;&#96;&#64;all</code>, 2 columns: `id`, `mail`\n" +
      "- `fresh`: `mail` from `MAIL`, `text` **sensitive:** pii; **in Snowflake:** masked by HIDE\n",
  );
  const cut = reviewMarkdown(review, { since: "x", limit: 300 });
  expect(cut.length).toBeLessThanOrEqual(300);
  expect(cut).toMatch(/more lines are not shown here: extractor-cli diff shows all\.\*\*\n$/);
  expect(reviewText(makeReview([before], [before]))).toBe("");
});
