/** Failures that DuckDB reports, told as Snowflake tells them. */
import { SqlError } from "../contracts.ts";

const mark = "SF|";

/** An error's text inside DuckDB, from which {@link toSqlError} makes the SqlError again. */
export function faultText(code: string, sqlState: string, message: string): string {
  return `${mark}${code}|${sqlState}|${message}`;
}

/** An Error to be thrown inside a function that DuckDB calls. */
export function fault(code: string, sqlState: string, message: string): Error {
  return new Error(faultText(code, sqlState, message));
}

export function compilationError(code: string, sqlState: string, message: string): SqlError {
  return new SqlError(code, sqlState, `SQL compilation error:\n${message}`);
}

export function invalidIdentifier(name: string): SqlError {
  return compilationError("000904", "42000", `invalid identifier '${name}'`);
}

/** Patterns of DuckDB's own messages, with what Snowflake says of the same thing. */
const known: readonly (readonly [RegExp, (found: RegExpExecArray) => SqlError])[] = [
  [/INTERRUPT/i, () => new SqlError("000604", "57014", "SQL execution canceled")],
  [
    /Could not convert string ["']([\s\S]*?)["'] to/,
    ([, value = ""]) => {
      const isNumber = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(value);
      if (isNumber) return new SqlError("100039", "22003", `Numeric value '${value}' is out of range`);
      return new SqlError("100038", "22018", `Numeric value '${value}' is not recognized`);
    },
  ],
  [
    /Casting value "([\s\S]*?)" to type DECIMAL|Could not cast value (\S+) (?:from \S+ )?to DECIMAL/,
    ([, value, other]) => new SqlError("100039", "22003", `Numeric value '${value ?? other ?? ""}' is out of range`),
  ],
  [/Overflow|Out of Range/i, () => new SqlError("100046", "22003", "Number out of representable range")],
  [
    /More than one row returned by a subquery/i,
    () => new SqlError("090150", "22000", "Single-row subquery returns more than one row."),
  ],
  [
    /must appear in the GROUP BY clause/,
    () => compilationError("000979", "42601", "[expression] is not a valid group by expression"),
  ],
];

/** Any failure of a statement as an SqlError; what is not known keeps DuckDB's words under Snowflake's 000603. */
export function toSqlError(error: unknown): SqlError {
  if (error instanceof SqlError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const at = message.indexOf(mark);
  if (at >= 0) {
    const [code = "", sqlState = "", ...text] = message.slice(at + mark.length).split("|");
    return new SqlError(code, sqlState, text.join("|"));
  }
  for (const [pattern, make] of known) {
    const found = pattern.exec(message);
    if (found !== null) return make(found);
  }
  return new SqlError("000603", "XX000", `SQL execution internal error:\n${message}`);
}
