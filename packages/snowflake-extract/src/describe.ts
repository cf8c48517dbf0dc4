import type { Queryable, Row } from "@dp/snowflake-client";
import { Cells } from "./cells.ts";
import { typeFromText } from "./column-type.ts";
import { queries } from "./queries.ts";
import { some } from "./some.ts";
import { scopeOf, type ColumnRow, type RelationRow } from "./rows.ts";

/** What DESCRIBE says of a column; its type always is spelled out. */
export interface DescribedColumn {
  readonly column: ColumnRow;
  readonly inPrimaryKey: boolean;
  readonly inUniqueKey: boolean;
  /** A policy that is attached to the column itself; one that comes with a tag is not shown. */
  readonly maskingPolicy?: string;
}

/** All columns of a relation in one statement, which no cap cuts; in ordinal order. */
export async function describeRelation(db: Queryable, relation: RelationRow): Promise<readonly DescribedColumn[]> {
  const rows = await db.query(queries.describe(scopeOf(relation)));
  return rows.map((row) => readDescribed(row, relation));
}

/** Reads a row of DESCRIBE TABLE or DESCRIBE VIEW. @throws ExtractError SNOWFLAKE_UNEXPECTED_ANSWER */
function readDescribed(row: Row, relation: Pick<RelationRow, "database" | "schema" | "name">): DescribedColumn {
  const cells = new Cells("DESCRIBE", row);
  const spelled = cells.text("type");
  const value = cells.optional("default");
  // The identity of a column stands where its default would.
  const isIdentity = value !== undefined && /^(?:IDENTITY|AUTOINCREMENT)\s+START\s/i.test(value);
  return {
    column: {
      database: relation.database,
      schema: relation.schema,
      table: relation.name,
      name: cells.text("name"),
      dataType: spelled,
      ...some("type", typeFromText(spelled)),
      ...some("nullable", cells.flag("null?")),
      ...some(isIdentity ? "autoincrement" : "default", value),
      kind: cells.optional("kind") ?? "COLUMN",
      ...some("expression", cells.optional("expression")),
      ...some("comment", cells.optional("comment")),
    },
    inPrimaryKey: cells.flag("primary key") ?? false,
    inUniqueKey: cells.flag("unique key") ?? false,
    ...some("maskingPolicy", cells.optional("policy name")),
  };
}
