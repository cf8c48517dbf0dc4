import type { Relation } from "../../catalog/model.ts";
import { SqlError } from "../../contracts.ts";
import { varchar } from "../carriers.ts";
import type { TimeTravel } from "../syntax/ast.ts";
import { castTo, raise } from "./cast.ts";
import type { TravelCheck } from "./environment.ts";
import { castOptions, compileExpression } from "./expression.ts";
import { emptyScope, type Scope } from "./scope.ts";

/** SQL of the requested time in milliseconds since the epoch. */
function requested(scope: Scope, { by, value }: TimeTravel): string {
  const { environment } = scope;
  const constants = emptyScope(environment);
  if (by === "STATEMENT") {
    const id = value.kind === "string" ? value.value : "";
    throw new SqlError("002108", "02000", `Statement ${id} not found`);
  }
  const given = compileExpression(constants, value);
  const options = castOptions(scope);
  if (by === "OFFSET") {
    const seconds = castTo(given, { name: "NUMBER", precision: 38, scale: 3 }, options).sql;
    return `(${String(environment.now)} + (${seconds} * 1000)::BIGINT)`;
  }
  if (given.type.name === "TIMESTAMP_TZ") return `sf_floor_div((${given.sql}).ns, 1000000::HUGEINT)::BIGINT`;
  // text and TIMESTAMP_NTZ are read as UTC here, whatever the session's zone
  const stamp =
    given.type.name === "TIMESTAMP_LTZ" ? given : castTo(given, { name: "TIMESTAMP_NTZ", scale: 9 }, options);
  return `sf_floor_div(${stamp.sql}, 1000000::HUGEINT)::BIGINT`;
}

/** Condition for the rows of a table that a query sees: the present ones, or those of a past time. */
export function visibleRows(
  scope: Scope,
  relation: Relation,
  { alias, travel }: { alias: string; travel?: TimeTravel },
): string {
  if (travel === undefined) return `${alias}._to IS NULL`;
  const milliseconds = requested(scope, travel);
  const { environment } = scope;
  const kept = environment.now - relation.retentionDays * 86_400_000;
  const earliest = Math.max(relation.createdOn, kept);
  environment.travelChecks.push({ table: relation.name, earliest, milliseconds });
  if (travel.before) {
    return `${alias}._from < ${milliseconds} AND (${alias}._to IS NULL OR ${alias}._to >= ${milliseconds})`;
  }
  return `${alias}._from <= ${milliseconds} AND (${alias}._to IS NULL OR ${alias}._to > ${milliseconds})`;
}

/** SQL that fails with 000707 when a time lies outside of what a table keeps. */
export function travelCheckSql({ table, earliest, milliseconds }: TravelCheck): string {
  const message =
    `Time travel data is not available for table ${table}. The requested time is either beyond the allowed time ` +
    "travel period or before the object creation time.";
  const refusal = raise(varchar, { code: "000707", sqlState: "02000", message });
  return `SELECT CASE WHEN ${milliseconds} < ${String(earliest)} THEN ${refusal} END`;
}
