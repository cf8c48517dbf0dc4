import type { Miss, TableModel, Version } from "./model.ts";
import { textOf } from "./model.ts";

/** A table of PostgreSQL, and the bundle that it is as of. */
export interface Found {
  /** Target columns of the bundle. */
  readonly columns: readonly string[];
  /** JSON arrays of texts. */
  readonly rows: readonly string[];
  /** Moments from the bundle's point to when it was out; one for tables that are read at their point. */
  readonly points: readonly [from: number, to: number];
  /** Whether everything of the table was in the bundle. */
  readonly whole: boolean;
  /** Changes that only tracking shows may be missed from here on. */
  readonly trackedUpTo: (miss: Miss) => boolean;
}

/** Whether target and source are the same, or how they may not differ. */
export type Compared = { readonly equal: boolean } | { readonly fault: string };

function expected({ rows }: Version, columns: readonly string[]): Map<string, number> {
  const names = columns.map((column) => column.toUpperCase());
  return new Map([...rows].map(([id, row]) => [textOf(row, names), id]));
}

/**
 * Compares a target with what the source was at the bundle's point. Rows that a cursor could miss may be as they were
 * at any time before; all others have to be there, once, as they are.
 */
export function compare(model: TableModel, found: Found): Compared {
  const [from, to] = found.points;
  const first = model.at(from);
  const candidates = [first, ...model.versions.filter(({ since }) => since > from && since <= to)];
  const compared = candidates.map((version) => compareWith(model, version, found));
  return (
    compared.find((one) => "equal" in one && one.equal) ??
    compared.find((one) => "equal" in one) ??
    compared[0] ?? { fault: "there is no version to compare with" }
  );
}

function compareWith(model: TableModel, version: Version, { columns, rows, whole, trackedUpTo }: Found): Compared {
  const wanted = expected(version, columns);
  const present = new Set(rows);
  if (present.size !== rows.length) return { fault: "a row is there twice" };
  const missing = [...wanted].filter(([text]) => !present.has(text));
  const beyond = rows.filter((text) => !wanted.has(text));
  if (missing.length + beyond.length === 0) return { equal: true };
  const until = version.since;
  const hidden = new Set(whole ? [] : model.misses.filter(trackedUpTo).map(({ id }) => id));
  const names = columns.map((column) => column.toUpperCase());
  const idOf = (text: string): number => Number((JSON.parse(text) as string[])[names.indexOf("ID")]);
  const wrong = [
    ...missing.filter(([, id]) => !hidden.has(id)).map(([text]) => `missing ${text}`),
    ...beyond.filter((text) => !hidden.has(idOf(text))).map((text) => `beyond ${text}`),
    ...beyond
      .filter((text) => hidden.has(idOf(text)) && !model.formsOf(idOf(text), names).has(text))
      .map((text) => `never was ${text}`),
  ];
  const ids = rows.map(idOf);
  if (new Set(ids).size !== ids.length) wrong.push("an ID is there twice");
  if (wrong.length === 0) return { equal: false };
  return { fault: `as of ${String(until)} ${whole ? "whole" : "in part"}: ${wrong.slice(0, 6).join("; ")}` };
}
