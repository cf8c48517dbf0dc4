import type { Relation } from "../../catalog/model.ts";
import { SqlError } from "../../contracts.ts";
import { varchar } from "../carriers.ts";
import type { TimeTravel, TrackedChanges } from "../syntax/ast.ts";
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

/** SQL of the requested time, which is checked to be one that the table keeps. */
function checked(scope: Scope, relation: Relation, travel: TimeTravel): string {
  const milliseconds = requested(scope, travel);
  const { environment } = scope;
  const kept = environment.now - relation.retentionDays * 86_400_000;
  const earliest = Math.max(relation.createdOn, kept);
  environment.travelChecks.push({ table: relation.name, earliest, milliseconds });
  return milliseconds;
}

/** What CHANGES shows: which stored rows, and what each of them says of itself. */
export interface ChangedRows {
  readonly where: string;
  /** SQL of METADATA$ACTION and METADATA$ISUPDATE. */
  readonly action: string;
  readonly isUpdate: string;
}

/**
 * The net difference between two times (Snowflake SQL reference, "CHANGES"): what was there and is gone, what is there
 * and was not; an update is both, under one id. Or all rows that were inserted, whatever became of them.
 * @throws SqlError where changes are not tracked, or were not yet at the time that is asked for
 */
export function changedRows(
  scope: Scope,
  relation: Relation,
  { alias, changes, physical }: { alias: string; changes: TrackedChanges; physical: string },
): ChangedRows {
  if (relation.changeTracking !== true) throw notTracked(relation);
  const since = checked(scope, { ...relation, createdOn: relation.trackedSince ?? relation.createdOn }, changes.since);
  const until = changes.until === undefined ? String(scope.environment.now) : checked(scope, relation, changes.until);
  const [from, to] = [`${alias}._from`, `${alias}._to`];
  const gone = `(${from} <= ${since} AND ${to} > ${since} AND ${to} <= ${until})`;
  const come = `(${from} > ${since} AND ${from} <= ${until} AND (${to} IS NULL OR ${to} > ${until}))`;
  const other = `o._id = ${alias}._id AND o.rowid <> ${alias}.rowid`;
  const found = (condition: string): string => `EXISTS (SELECT 1 FROM ${physical} AS o WHERE ${condition})`;
  if (changes.appendOnly) {
    const first = `NOT ${found(`${other} AND o.rowid < ${alias}.rowid`)}`;
    return { where: `${from} > ${since} AND ${from} <= ${until} AND ${first}`, action: "'INSERT'", isUpdate: "FALSE" };
  }
  const both = [gone, come].join(" OR ").replaceAll(`${alias}.`, "o.");
  return {
    where: `(${gone} OR ${come})`,
    action: `CASE WHEN ${from} > ${since} THEN 'INSERT' ELSE 'DELETE' END`,
    isUpdate: found(`${other} AND (${both})`),
  };
}

/** The words are ours: what Snowflake says here could not be found out. */
export function notTracked({ name }: Relation): SqlError {
  return new SqlError("002151", "55000", `SQL compilation error:\nChange tracking is not enabled on table ${name}.`);
}

/** Condition for the rows of a table that a query sees: the present ones, or those of a past time. */
export function visibleRows(
  scope: Scope,
  relation: Relation,
  { alias, travel }: { alias: string; travel?: TimeTravel },
): string {
  if (travel === undefined) return `${alias}._to IS NULL`;
  const milliseconds = checked(scope, relation, travel);
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
