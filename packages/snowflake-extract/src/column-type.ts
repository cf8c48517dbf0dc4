import { parseShowColumnsType, parseSnowflakeType, printSnowflakeType } from "@dp/type-map";
import { ExtractError } from "./error.ts";

/** What is listed of a column's type. */
interface ListedColumn {
  readonly name: string;
  readonly dataType: string;
  readonly type?: string;
}

/** Texts that are remembered: an account writes few types, each on thousands of columns. */
const remembered = 4096;

function remembering(read: (text: string) => string | undefined): (text: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (text) => {
    if (known.has(text)) return known.get(text);
    const result = read(text);
    if (known.size < remembered) known.set(text, result);
    return result;
  };
}

/** Canonical text of a type in the JSON of SHOW COLUMNS; undefined when the JSON does not spell it out. */
export const typeFromJson = remembering((json) => ifKnown(() => printSnowflakeType(parseShowColumnsType(json).type)));

/** Canonical text of a type as DESCRIBE prints it; undefined when it is not known. */
export const typeFromText = remembering((text) => ifKnown(() => printSnowflakeType(parseSnowflakeType(text))));

/** What `read` gives, or undefined for a type that is not known or not said in full. */
export function ifKnown(read: () => string): string | undefined {
  try {
    return read();
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
  column: ListedColumn,
  described: string | undefined,
  { where, anyType }: { readonly where: string; readonly anyType: boolean },
): string {
  if (column.type !== undefined) return column.type;
  const canonical = described === undefined ? undefined : typeFromText(described);
  if (canonical !== undefined) return canonical;
  const spelled = described ?? typeWord(column.dataType);
  if (anyType) return spelled;
  throw unsupported(column, spelled, where);
}

function unsupported(column: ListedColumn, typeText: string, where: string): ExtractError {
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

/** The word for a type that is not known; the whole text when it has none. */
function typeWord(dataType: string): string {
  return /"type"\s*:\s*"([^"]+)"/.exec(dataType)?.[1] ?? dataType;
}
