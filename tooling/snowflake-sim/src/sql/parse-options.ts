import type { Cursor } from "./cursor.ts";
import { parseGroupItems } from "./parse-expression.ts";
import { parseRowAccess, parseTagGroup } from "./parse-governance.ts";
import { parseName } from "./parse-name.ts";
import type { TableOptions } from "./statements.ts";

export type OptionDraft = { -readonly [K in keyof TableOptions]: TableOptions[K] };

/**
 * The value of `NAME = value` as text: a string decoded, a group as written, anything else up to the next white space
 * (stage paths and dotted names are several tokens).
 */
function parseOptionValue(cursor: Cursor): string {
  if (cursor.atOperator("(")) return cursor.skipGroup();
  if (cursor.peek()?.kind === "string") return cursor.next().value;
  const from = cursor.index;
  do cursor.next();
  while (!cursor.done && cursor.peek()?.start === cursor.peek(-1)?.end && !cursor.atOperator(","));
  return cursor.textBetween(from, cursor.index);
}

/** `NAME = value …`, separated by white space or commas, to the end. */
export function parseProperties(cursor: Cursor): Map<string, string> {
  const properties = new Map<string, string>();
  while (!cursor.done) {
    cursor.acceptOperator(",");
    const name = cursor.expectName();
    cursor.expectOperator("=");
    properties.set(name, parseOptionValue(cursor));
  }
  return properties;
}

/** `CLUSTER BY [LINEAR] (…)` as SHOW TABLES prints it. */
export function parseClusterBy(cursor: Cursor): string {
  cursor.accept("LINEAR");
  return `LINEAR(${parseGroupItems(cursor).join(", ")})`;
}

/** Takes over an option that the catalogue shows; others are ignored. */
function applyOption(draft: OptionDraft, name: string, value: string): void {
  if (name === "COMMENT") draft.comment = value;
  else if (name === "DATA_RETENTION_TIME_IN_DAYS") draft.retentionDays = Number(value);
  else if (name === "CHANGE_TRACKING") draft.changeTracking = value.toUpperCase() === "TRUE";
  else if (name === "ENABLE_SCHEMA_EVOLUTION") draft.schemaEvolution = value.toUpperCase() === "TRUE";
}

/** Tags and policies of a table. Those that neither hide values nor rows are read and left out, as contacts are. */
function governance(cursor: Cursor, draft: OptionDraft): boolean {
  const from = cursor.index;
  cursor.accept("WITH");
  if (cursor.accept("ROW", "ACCESS", "POLICY")) draft.rowAccess = parseRowAccess(cursor);
  else if (cursor.accept("AGGREGATION", "POLICY") || cursor.accept("JOIN", "POLICY")) {
    parseName(cursor);
    if (cursor.accept("ENTITY", "KEY") || cursor.accept("ALLOWED", "JOIN", "KEYS")) cursor.skipGroup();
  } else if (cursor.accept("TAG")) draft.tags = parseTagGroup(cursor);
  else if (cursor.accept("CONTACT") || cursor.accept("PARTITION", "BY")) cursor.skipGroup();
  else {
    cursor.index = from;
    return false;
  }
  return true;
}

/** One clause behind the column list; false when none stands here. */
export function parseTableOption(cursor: Cursor, draft: OptionDraft): boolean {
  if (cursor.accept("CLUSTER", "BY")) draft.clusterBy = parseClusterBy(cursor);
  else if (!governance(cursor, draft)) {
    if (cursor.peek()?.kind !== "word" || !cursor.atOperator("=", 1)) return false;
    const name = cursor.next().value;
    cursor.index++;
    applyOption(draft, name, parseOptionValue(cursor));
  }
  return true;
}
