import { SnowflakeError, type Row } from "@dp/snowflake-client";
import { parseInformationSchemaType, printSnowflakeType } from "@dp/type-map";
import { Cells } from "./cells.ts";
import { columnsDescribed, type ColumnFinder } from "./column-finder.ts";
import { ifKnown } from "./column-type.ts";
import { groupBy } from "./group-by.ts";
import { queries } from "./queries.ts";
import type { Reading } from "./reading.ts";
import type { ColumnRow, RelationRow } from "./rows.ts";
import { some } from "./some.ts";

/**
 * Columns of some relations of one schema from INFORMATION_SCHEMA.COLUMNS, one DESCRIBE for each relation that has a
 * column which the view does not spell out, or that the view does not show (it knows no MANAGE GRANTS).
 * Undefined when there is no warehouse after all.
 */
export async function columnsFromView(
  reading: Reading,
  relations: readonly RelationRow[],
): Promise<ColumnFinder | undefined> {
  const rows = await viewRows(
    reading,
    relations.map(({ name }) => name),
  );
  if (rows === undefined) return undefined;
  const byTable = groupBy(rows.map(readViewColumn), ({ table }) => table);
  const describe = columnsDescribed(reading);
  return async (relation) => {
    const columns = byTable.get(relation.name);
    const whole = columns?.every(({ type }) => type !== undefined) === true;
    return whole ? { columns } : describe(relation);
  };
}

/** Asks for fewer tables at a time as long as Snowflake finds the answer too large. */
async function viewRows(reading: Reading, names: readonly string[]): Promise<readonly Row[] | undefined> {
  try {
    return await reading.db.query(queries.columnsView(reading.name, names));
  } catch (error) {
    const code = error instanceof SnowflakeError ? error.code : undefined;
    if (code === "SNOWFLAKE_NO_WAREHOUSE") return undefined;
    if (code !== "SNOWFLAKE_TOO_LARGE" || names.length < 2) throw error;
    const half = Math.ceil(names.length / 2);
    const [first, second] = [await viewRows(reading, names.slice(0, half)), await viewRows(reading, names.slice(half))];
    return first === undefined || second === undefined ? undefined : [...first, ...second];
  }
}

/** Reads a row of INFORMATION_SCHEMA.COLUMNS. @throws ExtractError SNOWFLAKE_UNEXPECTED_ANSWER */
function readViewColumn(row: Row): ColumnRow {
  const cells = new Cells("INFORMATION_SCHEMA.COLUMNS", row);
  const identity = cells.flag("is_identity") === true;
  const value = cells.optional("column_default");
  return {
    database: cells.text("table_catalog"),
    schema: cells.text("table_schema"),
    table: cells.text("table_name"),
    name: cells.text("column_name"),
    dataType: cells.text("data_type"),
    ...some("type", spelledType(cells)),
    nullable: cells.flag("is_nullable") ?? true,
    ...(identity ? { autoincrement: identityText(cells) } : some("default", value)),
    kind: cells.optional("kind") ?? "COLUMN",
    ...some("expression", cells.optional("expression")),
    ...some("comment", cells.optional("comment")),
  };
}

function identityText(cells: Cells): string {
  const order = cells.flag("identity_ordered") === true ? "ORDER" : "NOORDER";
  return `IDENTITY START ${cells.text("identity_start")} INCREMENT ${cells.text("identity_increment")} ${order}`;
}

/** Families whose one word says all. */
const plain: ReadonlySet<string> = new Set(
  "FLOAT REAL DECFLOAT BOOLEAN DATE VARIANT GEOGRAPHY GEOMETRY FILE UUID".split(" "),
);

/**
 * The type where the view says all of it. Its documentation calls collations and the precision of times "not
 * applicable", so neither an absent one means "none"; ARRAY and OBJECT may be structured.
 */
function spelledType(cells: Cells): string | undefined {
  const family = cells.text("data_type").toUpperCase();
  const length = cells.optional("character_maximum_length");
  const collation = cells.optional("collation_name");
  const complete =
    plain.has(family) ||
    (family === "NUMBER" && cells.optional("numeric_scale") !== undefined) ||
    (family === "BINARY" && length !== undefined) ||
    (family.startsWith("TIME") && cells.optional("datetime_precision") !== undefined) ||
    (/^(?:TEXT|VARCHAR)$/.test(family) && length !== undefined && collation !== undefined);
  if (!complete) return undefined;
  return ifKnown(() => {
    const type = parseInformationSchemaType({
      dataType: family,
      characterMaximumLength: length ?? null,
      numericPrecision: cells.optional("numeric_precision") ?? null,
      numericScale: cells.optional("numeric_scale") ?? null,
      datetimePrecision: cells.optional("datetime_precision") ?? null,
    });
    return printSnowflakeType(type.name === "VARCHAR" && collation !== undefined ? { ...type, collation } : type);
  });
}

/** Whether INFORMATION_SCHEMA spells out a type that SHOW COLUMNS gave. */
export function viewSpells(type: string | undefined): boolean {
  return type !== undefined && !/^(?:VARCHAR|ARRAY|OBJECT|MAP|VECTOR|INTERVAL|PERIOD)\b/.test(type);
}
