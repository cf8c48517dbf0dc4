import type { TableMetadata } from "@dp/metadata";

import { type Change, change } from "./change.ts";
import { shown } from "./properties.ts";
import { identityChange } from "./source-changes.ts";

/** The name that a person writes in tables.yaml. */
function yamlName(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function columnName(name: string): string {
  return /^[A-Za-z_][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Settings by their paths in tables.yaml, e.g. `columns.AMOUNT.type`. */
function leaves(settings: TableMetadata["settings"]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const walk = (value: unknown, path: readonly string[]): void => {
    if (!isMap(value)) {
      found.set(path.join("."), shown(value) ?? "");
      return;
    }
    const named = path.length === 1 && path[0] === "columns";
    for (const [name, inner] of Object.entries(value))
      walk(inner, [...path, named ? columnName(name) : yamlName(name)]);
  };
  walk(settings, []);
  return found;
}

function diffLeaves(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly Change[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return paths
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => change("SETTING", path, { before: before.get(path), after: after.get(path) }));
}

/** What our side chose differently: edition, which table it is, where it goes, and the settings that are recorded. */
export function diffSettings(before: TableMetadata, after: TableMetadata): readonly Change[] {
  const place = ({ edition, target }: TableMetadata): ReadonlyMap<string, string> =>
    new Map([
      ["edition", String(edition)],
      ["postgres.schema", target.schema],
      ["postgres.table", target.table],
    ]);
  return [
    ...identityChange(before.source, after.source),
    ...diffLeaves(place(before), place(after)),
    ...diffLeaves(leaves(before.settings), leaves(after.settings)),
  ];
}
