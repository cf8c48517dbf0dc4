import { checkOverride } from "../check-override.ts";
import { type LossCode } from "../loss-codes.ts";
import { mapType } from "../map-type.ts";
import { parsePgType } from "../parse-pg-type.ts";
import type { PgType } from "../pg-type.ts";
import { resolvePolicies, type Policies } from "../policies.ts";
import { printSnowflakeType } from "../print-snowflake-type.ts";
import type { MappedPart, Part, SnowflakeType } from "../types.ts";
import { InvalidTargetError, NoSuchPartError } from "./errors.ts";

/** What a target column takes from a source column. */
export interface ValueSource {
  readonly type: SnowflakeType;
  /** Part of the source value that the target column holds; the whole when absent. */
  readonly part?: Part;
  /** Those left out are at their defaults. */
  readonly policies?: Partial<Policies>;
  /** Type of the target column where it is not the mapping's: an override, an identity, one side of a foreign key. */
  readonly target?: string;
}

/** A {@link ValueSource} with all that follows from it. */
export interface ResolvedSource {
  readonly type: SnowflakeType;
  /** The column holds what an extra column of the mapping holds. */
  readonly extra?: "offset-minutes" | "sub-microsecond";
  readonly policies: Policies;
  readonly target: PgType;
  /** Losses that may strike this column's values. */
  readonly loss: readonly LossCode[];
}

function mappedPart(source: ValueSource, policies: Policies): MappedPart {
  const { part = "value" } = source;
  const { parts } = mapType(source.type, policies);
  const main = part === "value" || part === "instant";
  const found = parts.find((one) => (main ? one.suffix === "" : one.part === part));
  if (found === undefined) throw new NoSuchPartError(printSnowflakeType(source.type), part);
  return found;
}

/** @throws NoSuchPartError, InvalidTargetError, UnknownPgTypeError, UnknownPolicyError */
export function resolveSource(source: ValueSource): ResolvedSource {
  const { type, part } = source;
  const policies = resolvePolicies(source.policies);
  const mapped = mappedPart(source, policies);
  const target = parsePgType(source.target ?? mapped.type);
  if (part === "offset-minutes" || part === "sub-microsecond") {
    return { type, extra: part, policies, target, loss: [] };
  }
  if (source.target === undefined || source.target === mapped.type) {
    return { type, policies, target, loss: mapped.loss as readonly LossCode[] };
  }
  const check = type.name === "FLOAT" && target.name === "bigint" ? undefined : checkOverride(type, target, policies);
  if (check?.ok === false) throw new InvalidTargetError(check.reason);
  // Columns that Snowflake numbers may be FLOAT; they become bigint (mapIdentityType).
  return { type, policies, target, loss: check?.loss ?? ["OUTSIDE_INT8_REFUSED", "FRACTION_REFUSED"] };
}
