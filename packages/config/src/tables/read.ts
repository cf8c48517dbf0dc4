import { ConfigError } from "../config-error.ts";
import { checkRules } from "./check-rules.ts";
import { checkShape } from "./check-shape.ts";
import type { Complaint } from "./complaint.ts";
import { inherit } from "./inherit.ts";
import { normaliseTable } from "./normalise.ts";
import { type DocumentKind, parseYaml } from "./parse-yaml.ts";
import { patternOf } from "./patterns/normalise.ts";
import { problemsOf } from "./problems.ts";
import type { Candidate } from "./rules/rule.ts";
import { tablesSchema } from "./schema.ts";
import type { SourceMap } from "./source-map.ts";
import { zoneProblem } from "./time-zone.ts";
import type { TablesConfig } from "./types.ts";
import type { WrittenConfig, WrittenTable } from "./written.ts";

const listOfTables: DocumentKind = {
  what: "list of tables",
  depth: "six",
  whenEmpty: "List at least one table under `tables:`; `extractor-cli init` writes a file to start from.",
};

/** Written form, schema, defaults, rules; loads the parser and the validator. @internal */
export function readTables(text: string, file: string): TablesConfig {
  const result = parseYaml(text, listOfTables);
  if ("problems" in result) throw new ConfigError(file, result.problems);
  const { value, source } = result.parsed;
  const shape = checkShape(value, tablesSchema, (path) => source.text(path));
  const written = usable(value, shape);
  const candidates = candidatesOf(written, source);
  const complaints = [...shape, ...checkSource(written), ...checkRules(candidates, written.defaults ?? {})];
  if (complaints.length > 0) throw new ConfigError(file, problemsOf(complaints, source));
  return trusted(written, candidates);
}

/** What can be looked at by the rules: sections that the schema refused are left out, tables become holes. */
function usable(value: unknown, shape: readonly Complaint[]): WrittenConfig {
  if (shape.length === 0) return value as WrittenConfig;
  const isRefused = (...start: readonly (string | number)[]): boolean =>
    shape.some(({ path }) => start.every((step, index) => path[index] === step));
  const tables = (value as Partial<WrittenConfig> | null)?.tables;
  if (!Array.isArray(tables) || isRefused("defaults")) return { tables: [] };
  const { defaults = {} } = value as WrittenConfig;
  return { defaults, tables: tables.map((table: WrittenTable, index) => (isRefused("tables", index) ? {} : table)) };
}

function checkSource({ source: { zone } = {} }: WrittenConfig): readonly Complaint[] {
  const problem = zone === undefined ? undefined : zoneProblem(zone);
  return problem === undefined ? [] : [{ path: ["source", "zone"], part: "value", ...problem }];
}

function candidatesOf({ tables, defaults = {}, source: { zone } = {} }: WrittenConfig, source: SourceMap): Candidate[] {
  return tables.flatMap((written, index) => {
    if (written.name === undefined) return [];
    const path = ["tables", index];
    const acceptLossInherited = written.accept_loss === undefined && defaults.accept_loss !== undefined;
    const shared = { acceptLossInherited, ...(zone === undefined ? {} : { zone }) };
    const inherited = inherit(written, defaults);
    const table = normaliseTable(inherited, source.position(path, "value"), shared);
    const pattern = patternOf(inherited, table);
    return [{ path, written, inherited, table, ...(pattern === undefined ? {} : { pattern }) }];
  });
}

function trusted(written: WrittenConfig, candidates: readonly Candidate[]): TablesConfig {
  const { source, protection, delivery, edition = 1 } = written;
  return {
    version: 1,
    edition,
    ...(source === undefined ? {} : { source }),
    ...(protection === undefined ? {} : { protection }),
    tables: candidates.flatMap(({ table, pattern }) => (pattern === undefined ? [table] : [])),
    patterns: candidates.flatMap(({ pattern }) => pattern ?? []),
    ...(delivery === undefined ? {} : { delivery: deliveryOf(delivery) }),
  };
}

function deliveryOf({
  signing_key: signingKey,
  receipt_signers: receiptSigners,
  keep_days: keepDays,
  ...rest
}: NonNullable<WrittenConfig["delivery"]>): NonNullable<TablesConfig["delivery"]> {
  return {
    ...rest,
    ...(signingKey === undefined ? {} : { signingKey }),
    ...(receiptSigners === undefined ? {} : { receiptSigners }),
    ...(keepDays === undefined ? {} : { keepDays }),
  };
}
