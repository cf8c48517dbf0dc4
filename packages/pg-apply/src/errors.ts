import {
  type BlockedDifference,
  differenceText,
  type HazardInPlan,
  hazardMeanings,
  objectText,
  type QualifiedName,
  type Statement,
  tableText,
  visible,
} from "@dp/pg-ddl";
import type { PostgresError } from "@dp/pg-client";

/** Fields that every error of this package carries; the programs match on `code`. */
export interface PgApplyErrorFields {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly retryable: boolean;
  readonly where?: string;
}

/** One of several things that are wrong. */
export interface Problem {
  readonly where?: string;
  readonly message: string;
  readonly hint?: string;
}

/** Why a plan could not be made or run. */
export class PgApplyError extends Error implements PgApplyErrorFields {
  readonly code: string;
  readonly hint: string;
  readonly retryable: boolean;
  readonly where?: string;

  constructor({ code, message, hint, retryable, where }: PgApplyErrorFields, cause?: unknown) {
    super(message, { cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = hint;
    this.retryable = retryable;
    if (where !== undefined) this.where = where;
  }
}

/** Some differences are resolved by no statement of the plan; nothing was done. */
export class PlanBlockedError extends PgApplyError {
  readonly blocked: readonly BlockedDifference[];

  /** @param hint what to do, where the caller knows better */
  constructor(blocked: readonly BlockedDifference[], hint?: string) {
    const lines = blocked.map((difference) => `${differenceText(difference)} (${visible(difference.reason)})`);
    const dropping = blocked.every(({ droppingHelps }) => droppingHelps);
    super({
      code: "PLAN_BLOCKED",
      message: `${String(blocked.length)} differences are in the way:\n${lines.map((line) => `  ${line}`).join("\n")}`,
      hint:
        hint ??
        (dropping
          ? "change the tables by hand, or drop them with their rows and create them again with --drop-existing"
          : "change what is in the way by hand, then plan again"),
      retryable: false,
    });
    this.blocked = blocked;
  }
}

/** The database is no longer as it was when the plan was made; nothing was done. */
export class PlanStaleError extends PgApplyError {
  /** What has changed, where that is known. */
  readonly problems: readonly Problem[];

  constructor(message = "the tables have changed since the plan was made", problems: readonly Problem[] = []) {
    super({
      code: "PLAN_STALE",
      message,
      hint: "plan again, look at the new plan, then apply it",
      retryable: false,
    });
    this.problems = problems;
  }
}

/** A plan holds hazards that nobody allowed by name; nothing was done. */
export class HazardNotAllowedError extends PgApplyError {
  readonly hazards: readonly HazardInPlan[];
  readonly problems: readonly Problem[];

  constructor(hazards: readonly HazardInPlan[]) {
    const names = hazards.map(({ hazard }) => hazard);
    super({
      code: "USAGE_HAZARD_NOT_ALLOWED",
      message: `the plan may not be applied without a word on ${names.join(" and ")}`,
      hint: `nothing was done; if this may happen, say ${names.map((name) => `--allow ${name}`).join(" ")}`,
      retryable: false,
    });
    this.hazards = hazards;
    this.problems = hazards.flatMap(({ hazard, statements, because = [] }) => [
      ...statements.map(({ id, object }) => ({
        message: `${hazard} ${id} ${objectText(object)} (${hazardMeanings[hazard]})`,
      })),
      ...because.map((why) => ({ message: `${hazard} ${why}` })),
    ]);
  }
}

/** A target is protected, and the plan loses data without having been saved; nothing was done. */
export class TargetProtectedError extends PgApplyError {
  readonly problems: readonly Problem[];

  constructor(target: string, statements: readonly Statement[]) {
    super({
      code: "USAGE_TARGET_PROTECTED",
      message: `the target ${target} is protected, and the plan loses data`,
      hint: "nothing was done; save the plan (plan --out FILE), have it reviewed, then apply FILE",
      retryable: false,
    });
    this.problems = statements.map(({ id, object }) => ({ message: `${id} ${objectText(object)}` }));
  }
}

/** A table that was to be dropped holds rows that nobody has agreed to lose; nothing of it was dropped. */
export class TableFilledError extends PgApplyError {
  constructor(table: QualifiedName) {
    super({
      code: "TABLE_FILLED",
      message: `${tableText(table)} holds rows, and nobody has agreed to lose them`,
      hint: "somebody has written rows since the plan was shown; look at them, then plan and confirm again",
      retryable: false,
      where: tableText(table),
    });
  }
}

/** A file that holds no plan of ours, or not the one that it says. */
export class PlanFileError extends PgApplyError {
  constructor(code: "PLAN_FILE_BROKEN" | "PLAN_FILE_EDITED" | "PLAN_FILE_VERSION", file: string, message: string) {
    super({
      code,
      message: `${file} ${message}`,
      hint: "nothing was done; make the file again with plan --out",
      retryable: false,
      where: file,
    });
  }
}

/** A statement of a plan failed; what ran in earlier transactions stays, and the next plan goes on from there. */
export class StatementFailedError extends PgApplyError {
  readonly statement: Statement;
  readonly sqlState?: string;

  constructor(statement: Statement, error: PostgresError) {
    const { id, object } = statement;
    const dependents = error.sqlState === "2BP01";
    super(
      {
        code: dependents ? "POSTGRES_DEPENDENT_OBJECTS" : error.code,
        message: `${id} ${objectText(object)}: ${visible(error.message)}`,
        hint: dependents
          ? "something else depends on the table; drop or change it by hand: CASCADE is never used"
          : error.hint,
        retryable: error.retryable,
        where: objectText(object),
      },
      error,
    );
    this.statement = statement;
    if (error.sqlState !== undefined) this.sqlState = error.sqlState;
  }
}

/** The server lacks what a table needs. */
export class RequirementError extends PgApplyError {
  constructor(where: string, need: string, hint: string) {
    super({ code: "REQUIREMENT_MISSING", message: `${where} needs ${need}`, hint, retryable: false, where });
  }
}

/** The server refused the default of a column. */
export class DefaultRefusedError extends PgApplyError {
  constructor(where: string, error: PostgresError) {
    super(
      {
        code: "DEFAULT_REFUSED",
        message: `the server refuses the default of ${where}: ${visible(error.message)}`,
        hint: "correct the default in Snowflake or the type in tables.yaml, and extract again",
        retryable: false,
        where,
      },
      error,
    );
  }
}
