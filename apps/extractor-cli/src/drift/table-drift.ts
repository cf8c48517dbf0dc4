import { isDeepStrictEqual } from "node:util";

import { serializeTableMetadata, type TableMetadata } from "@dp/metadata";

import { type Change, change } from "./change.ts";
import { diffSettings } from "./settings-changes.ts";
import { diffSource, sameSource, sourceName } from "./source-changes.ts";
import { diffTarget } from "./target-changes.ts";

/** Who made a difference: Snowflake, our tables.yaml, somebody who edited the committed files, a new release of this program, or other tables of the set. */
export const sides = ["snowflake", "settings", "files", "program", "others"] as const;

export type Side = (typeof sides)[number];

/** What is different in one table since its files were committed, by who made the difference. */
export type TableDrift = { readonly name: string } & Readonly<Record<Side, readonly Change[]>>;

const none = { snowflake: [], settings: [], files: [], program: [], others: [] } as const;

/** A table that has no files yet: tables.yaml names it, since Snowflake alone adds no table to the set. */
export function addedTable(metadata: TableMetadata): TableDrift {
  const { name, source } = metadata;
  const after = `${sourceName(source)}, ${String(source.columns.length)} columns`;
  return { ...none, name, settings: [change("TABLE_ADDED", "table", { after })] };
}

/** A table with files that Snowflake does not show any more: dropped, renamed, or out of the role's sight. */
export function vanishedTable({ name, source }: TableMetadata): TableDrift {
  return { ...none, name, snowflake: [change("TABLE_DROPPED", "table", { before: sourceName(source) })] };
}

/** A table with files that tables.yaml does not name any more. */
export function unnamedTable({ name, source }: TableMetadata): TableDrift {
  return { ...none, name, settings: [change("TABLE_UNNAMED", "table", { before: sourceName(source) })] };
}

/** A committed file that is not as it was written. */
export function fileDrift(name: string, file: string, what: string): TableDrift {
  return { ...none, name, files: [change("FILE", file, { after: what })] };
}

/** One table's differences put together. */
export function merged(drifts: readonly TableDrift[]): readonly TableDrift[] {
  const all = new Map<string, TableDrift>();
  for (const drift of drifts) {
    const same = all.get(drift.name);
    const both = same === undefined ? drift : { name: drift.name, ...bothSides(same, drift) };
    all.set(drift.name, both);
  }
  return [...all.values()].filter(drifted);
}

function bothSides(one: TableDrift, other: TableDrift): Readonly<Record<Side, readonly Change[]>> {
  const join = (side: Side): readonly Change[] => [...one[side], ...other[side]];
  return {
    snowflake: join("snowflake"),
    settings: join("settings"),
    files: join("files"),
    program: join("program"),
    others: join("others"),
  };
}

/** One table before and now; `again` is what this release makes of the committed halves. */
export interface States {
  readonly before: TableMetadata;
  readonly after: TableMetadata;
  readonly again: () => TableMetadata | undefined;
}

/** Fields in the order of the file, whoever made the object: the same is then the same text. */
function canonical(metadata: TableMetadata): TableMetadata {
  return JSON.parse(serializeTableMetadata(metadata)) as TableMetadata;
}

/**
 * Differences that neither the source half nor the settings explain come from a new release, when it makes something
 * else of the same halves; otherwise from other tables, by foreign keys or names.
 */
export function tableDrift(states: States): TableDrift {
  const { name } = states.after;
  const [before, after] = [canonical(states.before), canonical(states.after)];
  const snowflake = sameSource(before.source, after.source) ? diffSource(before.source, after.source) : [];
  const settings = diffSettings(before, after);
  if (snowflake.length + settings.length > 0) return { ...none, name, snowflake, settings };
  const target = diffTarget(before, after);
  if (target.length === 0) return { ...none, name };
  const again = states.again();
  const now = again && canonical(again);
  const same = now !== undefined && isDeepStrictEqual([now.target, now.findings], [before.target, before.findings]);
  return { ...none, name, [same ? "others" : "program"]: target };
}

/** Whether anything is different. */
export function drifted(drift: TableDrift): boolean {
  return sides.some((side) => drift[side].length > 0);
}
