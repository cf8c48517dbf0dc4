import { maxIdentifierBytes, utf8Length } from "@dp/type-map";

/**
 * The name that PostgreSQL itself makes of a table and a column, e.g. for an identity column's sequence: the longer one
 * of both is cut until all fits (indexcmds.c, makeObjectName). One more name of the kind gets a number.
 */
export function postgresName(table: string, column: string, label: "seq" | "not_null"): string {
  const room = maxIdentifierBytes - label.length - 2;
  let [first, second] = [utf8Length(table), utf8Length(column)];
  while (first + second > room) {
    if (first > second) first -= 1;
    else second -= 1;
  }
  return [clip(table, first), clip(column, second), label].join("_");
}

/** As many bytes at most, ending between two characters. */
function clip(name: string, bytes: number): string {
  let [length, end] = [0, 0];
  for (const character of name) {
    length += utf8Length(character);
    if (length > bytes) break;
    end += character.length;
  }
  return name.slice(0, end);
}
