import { icuCollation } from "./collation.ts";
import { conditions } from "./conditions.ts";
import { InvalidIdentityTypeError } from "./errors.ts";
import { fidelityOf, leastFidelity, type LossCode } from "./loss-codes.ts";
import { parsePgType } from "./parse-pg-type.ts";
import { parseSnowflakeType } from "./parse-snowflake-type.ts";
import { policyDefinitions, resolvePolicies, type Policies, type PolicyName } from "./policies.ts";
import { printPgType } from "./print-pg-type.ts";
import { printSnowflakeType } from "./print-snowflake-type.ts";
import { typeTable, type Alternative, type LossRule } from "./type-table.ts";
import type { MappedPart, SnowflakeType, TypeMapping } from "./types.ts";

interface Outcome {
  readonly postgres: string;
  readonly loss: readonly LossCode[];
  readonly extraParts: readonly ("offset-minutes" | "sub-microsecond")[];
  readonly collation?: string;
  readonly extensions: readonly string[];
  readonly reason: string;
}

/** Range types by what a period runs between; PostgreSQL has none of time. */
const ranges: ReadonlyMap<string, string> = new Map([
  ["DATE", "daterange"],
  ["TIMESTAMP_NTZ", "tsrange"],
  ["TIMESTAMP_LTZ", "tstzrange"],
  ["TIMESTAMP_TZ", "tstzrange"],
]);

/** Values of the braces in a row's PostgreSQL type. */
function placeholder(type: SnowflakeType, name: string): string {
  const parameters = type as { precision?: number; scale?: number; length?: number; dimension?: number };
  switch (name) {
    case "p":
      return String(parameters.precision);
    case "s":
      return String(parameters.scale);
    case "n":
      return String(parameters.length ?? parameters.dimension);
    case "us":
      return String(Math.min(parameters.precision ?? 6, 6));
    case "element":
      return type.name === "VECTOR" && type.element === "INT" ? "integer" : "real";
    default:
      return (type.name === "PERIOD" ? ranges.get(type.element.name) : undefined) ?? "text";
  }
}

/** Through the closed grammar: whatever stood in the parameters, the outcome is a type. */
function fill(template: string, type: SnowflakeType): string {
  return printPgType(parsePgType(template.replace(/\{([a-z]+)\}/g, (_all, name: string) => placeholder(type, name))));
}

function applies(rule: { readonly when?: keyof typeof conditions }, type: SnowflakeType): boolean {
  return rule.when === undefined || conditions[rule.when](type);
}

function strike(rules: readonly LossRule[], type: SnowflakeType): readonly LossCode[] {
  return rules.filter((rule) => applies(rule, type)).map((rule) => rule.code);
}

function exchange(loss: readonly LossCode[], instead: Alternative["instead"] = {}): readonly LossCode[] {
  return loss.flatMap((code) => {
    const other = instead[code];
    if (other === undefined) return [code];
    return other === null ? [] : [other];
  });
}

function apply(before: Outcome, alternative: Alternative, type: SnowflakeType): Outcome {
  const own = strike(alternative.loss ?? [], type);
  const { postgres, part, extension, reason } = alternative;
  if (postgres !== undefined) {
    const extensions = extension === undefined ? [] : [extension];
    return { postgres: fill(postgres, type), loss: own, extraParts: [], extensions, reason };
  }
  const collation =
    alternative.collation === "icu" && type.name === "VARCHAR" ? icuCollation(type.collation) : undefined;
  return {
    ...before,
    loss: [...exchange(before.loss, alternative.instead), ...own],
    extraParts: part === undefined ? before.extraParts : [...before.extraParts, part],
    ...(collation === undefined ? {} : { collation }),
  };
}

function outcome(type: SnowflakeType, policies: Policies): Outcome {
  const row = typeTable[type.name];
  const start: Outcome = {
    postgres: fill(row.postgres, type),
    loss: strike(row.loss, type),
    extraParts: [],
    extensions: [],
    reason: row.reason,
  };
  return row.alternatives
    .filter((alternative) => policies[alternative.policy] === alternative.value && applies(alternative, type))
    .reduce((before, alternative) => apply(before, alternative, type), start);
}

/** Losses of the main column of a mapping. */
export function mappedLoss(type: SnowflakeType, policies: Partial<Policies>): readonly LossCode[] {
  return outcome(type, resolvePolicies(policies)).loss;
}

const extraColumns = {
  "offset-minutes": { suffix: "_offset", type: "smallint" },
  "sub-microsecond": { suffix: "_nanos", type: "smallint" },
} as const;

function toParts(found: Outcome): readonly [MappedPart, ...MappedPart[]] {
  const main: MappedPart = {
    part: found.extraParts.length === 0 ? "value" : "instant",
    suffix: "",
    type: found.postgres,
    ...(found.collation === undefined ? {} : { collation: found.collation }),
    fidelity: fidelityOf(found.loss),
    loss: found.loss,
  };
  const extra = found.extraParts.map((part): MappedPart => ({
    part,
    ...extraColumns[part],
    fidelity: "exact",
    loss: [],
  }));
  return [main, ...extra];
}

/** Types, losses and collation of an outcome, for telling whether two are the same. */
function shape(parts: readonly MappedPart[]): string {
  return JSON.stringify(parts);
}

/** All that a change of one policy would give instead. */
function alternatives(type: SnowflakeType, policies: Policies): TypeMapping["alternatives"] {
  const row = typeTable[type.name];
  const names = [...new Set(row.alternatives.map((alternative): PolicyName => alternative.policy))];
  const current = shape(toParts(outcome(type, policies)));
  return names.flatMap((policy) =>
    policyDefinitions[policy].values.flatMap((value) => {
      const parts = toParts(outcome(type, { ...policies, [policy]: value }));
      if (shape(parts) === current) return [];
      return [{ policy, value, type: parts.map((part) => part.type).join(" + ") }];
    }),
  );
}

/**
 * What a Snowflake type becomes in PostgreSQL under the given policies (the rest at their defaults): one part a target
 * column, each with its fidelity and the losses that may strike, the reason, and what could be chosen instead.
 * @throws UnknownSnowflakeTypeError, InvalidSnowflakeTypeError when given a text; UnknownPolicyError
 */
export function mapType(type: SnowflakeType | string, policies: Partial<Policies> = {}): TypeMapping {
  const source = typeof type === "string" ? parseSnowflakeType(type) : type;
  const resolved = resolvePolicies(policies);
  const found = outcome(source, resolved);
  const parts = toParts(found);
  return {
    source: printSnowflakeType(source),
    parts,
    fidelity: leastFidelity(parts.map((part) => part.fidelity)),
    reason: found.reason,
    alternatives: alternatives(source, resolved),
    requires: { postgres: 14, extensions: found.extensions },
  };
}

interface IdentityChoice {
  readonly type: "smallint" | "integer" | "bigint";
  readonly loss: readonly LossCode[];
}

function chooseIdentity(source: SnowflakeType, value: Policies["identity"]): IdentityChoice {
  if (source.name === "FLOAT") return { type: "bigint", loss: ["OUTSIDE_INT8_REFUSED", "FRACTION_REFUSED"] };
  if (source.name !== "NUMBER" || source.scale !== 0) throw new InvalidIdentityTypeError(printSnowflakeType(source));
  const digits = source.precision;
  if (value === "smallest" && digits <= 4) return { type: "smallint", loss: [] };
  if (value === "smallest" && digits <= 9) return { type: "integer", loss: [] };
  return { type: "bigint", loss: digits <= 18 ? [] : ["OUTSIDE_INT8_REFUSED"] };
}

/**
 * What the type of an AUTOINCREMENT / IDENTITY column becomes. PostgreSQL numbers only smallint, integer and bigint (manual,
 * "Identity Columns"); Snowflake's sequences are 64-bit, but explicit values may be anything the type holds.
 * @throws InvalidIdentityTypeError for a type other than NUMBER(p,0) and FLOAT; as `mapType` otherwise
 */
export function mapIdentityType(type: SnowflakeType | string, policies: Partial<Policies> = {}): TypeMapping {
  const source = typeof type === "string" ? parseSnowflakeType(type) : type;
  const { identity } = resolvePolicies(policies);
  const chosen = chooseIdentity(source, identity);
  const fidelity = fidelityOf(chosen.loss);
  const other = chooseIdentity(source, identity === "bigint" ? "smallest" : "bigint");
  return {
    source: printSnowflakeType(source),
    parts: [{ part: "value", suffix: "", type: chosen.type, fidelity, loss: chosen.loss }],
    fidelity,
    reason: "PostgreSQL's identity columns are of an integer type.",
    alternatives:
      other.type === chosen.type
        ? []
        : [{ policy: "identity", value: identity === "bigint" ? "smallest" : "bigint", type: other.type }],
    requires: { postgres: 14, extensions: [] },
  };
}
