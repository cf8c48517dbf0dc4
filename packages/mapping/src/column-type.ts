import type { Finding, SourceColumn } from "@dp/metadata";
import {
  checkOverride,
  mapIdentityType,
  mapType,
  parsePgType,
  parseSnowflakeType,
  printPgType,
  printSnowflakeType,
  type MappedPart,
  type Policies,
  type SnowflakeType,
} from "@dp/type-map";

import { finding } from "./findings.ts";
import { canCount } from "./identity.ts";
import type { MappedColumn } from "./mapped-table.ts";
import { narrowing, OverrideRefusedError } from "./override-refused.ts";

/** The settings that decide about a column's type. */
export interface TypeSettings {
  readonly policies: Partial<Policies>;
  readonly override: string | undefined;
  /** Losses that are accepted for the column. */
  readonly accepted: readonly string[];
}

/** What a source column becomes, without names. */
export interface TypedColumn {
  readonly type: SnowflakeType;
  readonly identity: boolean;
  readonly parts: readonly [MappedPart, ...MappedPart[]];
  readonly requires: MappedColumn["requires"];
  readonly findings: readonly Finding[];
}

type Typed = Pick<TypedColumn, "parts" | "requires">;

/**
 * Chooses the type or types of a column.
 *
 * @throws OverrideRefusedError, or what the type map throws for types and policies it does not know
 */
export function mapColumnType(source: SourceColumn, settings: TypeSettings): TypedColumn {
  const type = parseSnowflakeType(source.type);
  const counting = countingType(source, type, settings);
  const typed = counting ?? plainType(type, settings);
  const [main] = typed.parts;
  const findings: Finding[] = [];
  if (source.identity !== undefined && counting === undefined) {
    const { start, increment } = source.identity;
    const details = { type: main.type, start, increment };
    findings.push(finding("IDENTITY_NOT_CARRIED", { column: source.name, details }));
  }
  const dropped = main.loss.includes("COLLATION_DROPPED") && !settings.accepted.includes("COLLATION_DROPPED");
  if (type.name === "VARCHAR" && type.collation !== undefined && dropped) {
    findings.push(finding("COLLATION_DROPPED", { column: source.name, details: { collation: type.collation } }));
  }
  return { type, identity: counting !== undefined, ...typed, findings };
}

/** The type of a column that PostgreSQL counts by itself; undefined when nobody counts, or not as Snowflake does. */
function countingType(source: SourceColumn, type: SnowflakeType, settings: TypeSettings): Typed | undefined {
  const countable = type.name === "FLOAT" || (type.name === "NUMBER" && type.scale === 0);
  if (source.identity === undefined || !countable) return undefined;
  const typed =
    settings.override === undefined ? partsOf(mapIdentityType(type, settings.policies)) : plainType(type, settings);
  return canCount(typed.parts[0].type, source.identity) ? typed : undefined;
}

function plainType(type: SnowflakeType, { policies, override }: TypeSettings): Typed {
  return override === undefined ? partsOf(mapType(type, policies)) : overridden(type, policies, override);
}

/**
 * A narrower type loses values that the mapping keeps; each such loss must have been accepted by name.
 * @throws OverrideRefusedError
 */
export function refuseNarrowing(wanted: TypedColumn, natural: TypedColumn, accepted: readonly string[]): void {
  const known = new Set([...natural.parts.flatMap((part) => part.loss), ...accepted]);
  const missing = wanted.parts[0].loss.filter((code) => !known.has(code));
  if (missing.length > 0) throw narrowing(printSnowflakeType(wanted.type), wanted.parts[0].type, missing);
}

function partsOf({ parts, requires }: { readonly parts: readonly MappedPart[] } & Pick<Typed, "requires">): Typed {
  const [main, ...others] = parts;
  if (main === undefined) throw new Error("a mapped type has at least one part");
  return { parts: [main, ...others], requires };
}

function overridden(type: SnowflakeType, policies: Partial<Policies>, override: string): Typed {
  const target = parsePgType(override);
  const check = checkOverride(type, target, policies);
  if (!check.ok) throw new OverrideRefusedError(check.reason);
  const isText = target.name === "text" || target.name === "character varying";
  const collation = isText ? mapType(type, policies).parts[0]?.collation : undefined;
  const { fidelity, loss } = check;
  return {
    parts: [
      {
        part: "value",
        suffix: "",
        type: printPgType(target),
        ...(collation !== undefined && { collation }),
        fidelity,
        loss,
      },
    ],
    requires: { postgres: 14, extensions: extensionsOf(target.name) },
  };
}

/** The extension that brings a type. */
function extensionsOf(name: string): readonly string[] {
  if (name === "geometry" || name === "geography") return ["postgis"];
  return name === "vector" ? ["vector"] : [];
}

/** Whether the column's values can be stored as another type. */
export function canRetype(column: MappedColumn, to: string): boolean {
  return checkOverride(column.type, parsePgType(to), column.policies).ok;
}

/** The column with another type of its main part, and what that costs. */
export function retype(column: MappedColumn, to: string): MappedColumn {
  const check = checkOverride(column.type, parsePgType(to), column.policies);
  if (!check.ok) throw new OverrideRefusedError(check.reason);
  const [main, ...others] = column.parts;
  return { ...column, parts: [{ ...main, type: to, fidelity: check.fidelity, loss: check.loss }, ...others] };
}
