import { parseShowColumnsType, parseSnowflakeType, printSnowflakeType, type SnowflakeType } from "@dp/type-map";
import { ExtractError } from "./error.ts";
import type { ColumnRow } from "./rows.ts";

/** Type of a column from SHOW COLUMNS alone; undefined when its JSON does not spell the type out. */
export function typeFromListing(column: ColumnRow): string | undefined {
  return ifKnown(() => parseShowColumnsType(column.dataType).type);
}

function ifKnown(parse: () => SnowflakeType): string | undefined {
  try {
    return printSnowflakeType(parse());
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === "UNKNOWN_SNOWFLAKE_TYPE" || code === "INVALID_SNOWFLAKE_TYPE") return undefined;
    throw error;
  }
}

/**
 * Canonical text of a column's type; DESCRIBE's text is used where the listing does not spell it out. A type that is
 * not known is only let through, as Snowflake spells it, where `anyType` says that nobody will read it.
 * @throws ExtractError UNSUPPORTED_TYPE
 */
export function columnType(
  column: ColumnRow,
  described: string | undefined,
  { where, anyType }: { readonly where: string; readonly anyType: boolean },
): string {
  const listed = typeFromListing(column);
  if (listed !== undefined) return listed;
  const canonical = described === undefined ? undefined : ifKnown(() => parseSnowflakeType(described));
  if (canonical !== undefined) return canonical;
  const spelled = described ?? typeWord(column.dataType);
  if (anyType) return spelled;
  throw unsupported(column, spelled, where);
}

function unsupported(column: ColumnRow, typeText: string, where: string): ExtractError {
  return new ExtractError(
    "UNSUPPORTED_TYPE",
    `${where}: column ${column.name} has type ${typeText}, which is not known`,
    {
      hint: `Exclude the column in tables.yaml (columns: { ${JSON.stringify(column.name)}: { exclude: true } }), or ask for the type to be added.`,
      where,
      column: column.name,
      typeText,
    },
  );
}

/** The word for a type that is not known; the whole JSON text when it has none. */
function typeWord(dataType: string): string {
  return /"type"\s*:\s*"([^"]+)"/.exec(dataType)?.[1] ?? dataType;
}
