import { type Change, change, type ChangeCode } from "./change.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A value of a metadata file in one line: texts as they are, lists and objects as JSON. */
export function shown(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

interface Comparison {
  readonly object: string;
  /** Fields with a code of their own. */
  readonly codes: Readonly<Record<string, ChangeCode>>;
  /** The code of every other field, so that a field that a later format brings is not overlooked. */
  readonly other: ChangeCode;
  /** Fields that are compared elsewhere. */
  readonly apart: readonly string[];
}

/** A change for each field in which two objects differ, in the order of the fields. */
export function propertyChanges(before: Fields, after: Fields, comparison: Comparison): readonly Change[] {
  const { object, codes, other, apart } = comparison;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !apart.includes(name));
  return names.flatMap((name) => {
    if (JSON.stringify(before[name]) === JSON.stringify(after[name])) return [];
    const code = codes[name];
    const about = code === undefined ? `${object}, ${name}` : object;
    return [change(code ?? other, about, { before: shown(before[name]), after: shown(after[name]) })];
  });
}
