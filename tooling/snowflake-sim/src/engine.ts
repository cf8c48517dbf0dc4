import { createAccount, type Account } from "./catalog/account.ts";
import { alterRelation } from "./catalog/alter-relation.ts";
import { comment } from "./catalog/comments.ts";
import { alterAccountObject, createAccountObject, createNamed } from "./catalog/containers.ts";
import type { Context } from "./catalog/context.ts";
import { createSemanticView } from "./catalog/create-semantic-view.ts";
import { createTable } from "./catalog/create-table.ts";
import { createView } from "./catalog/create-view.ts";
import { drain } from "./catalog/drain.ts";
import { drop, truncate, undrop } from "./catalog/drop.ts";
import { noWarehouse } from "./catalog/errors.ts";
import { alterTag } from "./catalog/governance.ts";
import { grantPrivileges, grantRole } from "./catalog/grants.ts";
import { catalogueLookup } from "./catalog/lookup.ts";
import { alterSequence, createSequence } from "./catalog/sequences.ts";
import { alterSession, hasWarehouse, loadingUser, mayUseRole, use } from "./catalog/session-state.ts";
import { Visible } from "./catalog/visible.ts";
import {
  SqlError,
  statementType,
  type DataStore,
  type Engine,
  type ExecuteOptions,
  type RelationLookup,
  type Session,
  type StatementResult,
} from "./contracts.ts";
import { callInformationSchema } from "./show/information-schema/governance-functions.ts";
import { readInformationSchema } from "./show/information-schema/read.ts";
import { statusResult } from "./show/listing.ts";
import { rowCounts } from "./show/row-counts.ts";
import { runDescribe, runShow, type ShowContext } from "./show/show.ts";
import type { ParseSettings } from "./sql/cursor.ts";
import { splitStatements, type FileStatement } from "./sql/lexer.ts";
import { parseStatement } from "./sql/parse.ts";
import type { Query, Statement } from "./sql/statements.ts";
import { parseStageStatement, type StageStatement } from "./stage/statements.ts";
import { Stages } from "./stage/stages.ts";

/** How an engine is made. */
export interface EngineOptions {
  /** Account name. */
  readonly account: string;
  /** Where the rows are; the engine closes it. */
  readonly store: DataStore;
  /** Rows a listing may have; Snowflake's is 10,000. */
  readonly listingCap?: number;
  /** Clock for what is loaded; milliseconds since the epoch. */
  readonly now?: () => number;
  /** Users made outside of SQL, with the roles that they may use. */
  readonly users?: readonly { readonly name: string; readonly roles: readonly string[] }[];
}

/** Statements that change the catalogue, and what they answer. */
type Definition = Exclude<Statement, { type: "query" | "show" | "describe" | "use" | "alter-session" | "transaction" }>;

function define(context: Context, statement: Definition): Promise<string> | string {
  switch (statement.type) {
    case "create-table":
      return createTable(context, statement);
    case "create-view":
      return createView(context, statement);
    case "create-semantic-view":
      return createSemanticView(context, statement);
    case "create-sequence":
      return createSequence(context, statement);
    case "create-account-object":
      return createAccountObject(context, statement);
    case "create-named":
      return createNamed(context, statement);
    case "alter-relation":
      return alterRelation(context, statement);
    case "alter-tag":
      return alterTag(context, statement);
    case "alter-sequence":
      return alterSequence(context, statement);
    case "alter-account-object":
      return alterAccountObject(context, statement);
    case "drop":
      return drop(context, statement);
    case "undrop":
      return undrop(context, statement);
    case "truncate":
      return truncate(context, statement);
    case "comment":
      return comment(context, statement);
    case "grant-privileges":
    case "revoke-privileges":
      return grantPrivileges(context, statement);
    case "grant-role":
    case "revoke-role":
      return grantRole(context, statement);
  }
}

const done = "Statement executed successfully.";

const timestampMappings = ["TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ"] as const;

function parseSettings({ parameters }: Session): ParseSettings {
  const mapping = String(parameters.get("TIMESTAMP_TYPE_MAPPING") ?? "").toUpperCase();
  return {
    foldQuoted: String(parameters.get("QUOTED_IDENTIFIERS_IGNORE_CASE") ?? false).toUpperCase() === "TRUE",
    timestamp: timestampMappings.find((name) => name === mapping) ?? "TIMESTAMP_NTZ",
  };
}

class CatalogueEngine implements Engine {
  private readonly account: Account;
  private readonly options: EngineOptions;
  private readonly store: DataStore;
  private readonly stages = new Stages();
  /** Definitions run one after another: each looks and then changes. */
  private queue: Promise<unknown> = Promise.resolve();
  private loads = 0;

  constructor(options: EngineOptions) {
    this.options = options;
    this.store = options.store;
    const now = this.now();
    this.account = createAccount(options.account, now);
    for (const { name, roles } of options.users ?? []) {
      const user = name.toUpperCase();
      const held = new Set(roles.map((role) => role.toUpperCase()));
      this.account.users.set(user, { name: user, createdOn: now, roles: held, comment: "" });
    }
  }

  async execute(session: Session, sql: string, options: ExecuteOptions): Promise<StatementResult> {
    const stage = parseStageStatement(sql);
    if (stage !== undefined) return this.stage(session, stage, options);
    const statement = parseStatement(sql, parseSettings(session));
    if (statement.type === "query") return this.query(session, sql, { statement, options });
    if (statement.type === "show") return runShow(this.showContext(session), statement);
    if (statement.type === "describe") return runDescribe(this.showContext(session), statement);
    if (statement.type === "use") {
      use(this.account, session, statement);
      return statusResult(statementType.use, done);
    }
    if (statement.type === "alter-session") {
      alterSession(session, statement);
      return statusResult(statementType.alterSession, done);
    }
    if (statement.type === "transaction") return statusResult(statementType.ddl, done);
    return this.define(session, statement, options);
  }

  async load(sql: string): Promise<void> {
    const session: Session = {
      id: `load-${String(++this.loads)}`,
      account: this.account.name,
      user: loadingUser,
      role: "ACCOUNTADMIN",
      warehouse: null,
      database: null,
      schema: null,
      parameters: new Map(),
    };
    try {
      for (const statement of splitStatements(sql)) await this.loadOne(session, statement);
    } finally {
      await this.endSession(session);
    }
  }

  private async loadOne(session: Session, { sql, line }: FileStatement): Promise<void> {
    const options = { signal: new AbortController().signal, now: this.now() };
    try {
      await drain(await this.execute(session, sql, options));
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      throw new SqlError(error.code, error.sqlState, `${error.message} (statement at line ${String(line)})`);
    }
  }

  mayUseRole(user: string, role: string): boolean {
    return mayUseRole(this.account, user, role);
  }

  async endSession(session: Session): Promise<void> {
    const own = this.account.temporary.get(session.id);
    this.account.temporary.delete(session.id);
    for (const { relation } of own?.values() ?? []) await this.store.dropTable(relation);
  }

  async close(): Promise<void> {
    await this.queue.catch(() => undefined);
    await this.store.close();
  }

  readStage(bucket: string, path: string, authorization: string | undefined): Buffer | undefined {
    return this.stages.read(bucket, path, authorization);
  }

  private async stage(session: Session, stage: StageStatement, options: ExecuteOptions): Promise<StatementResult> {
    if (stage.type === "list") return this.stages.list(session, stage.location);
    if (stage.type === "remove") return this.stages.remove(session, stage.location);
    if (stage.type === "get") return this.stages.get(session, stage);
    if (!hasWarehouse(this.account, session)) throw noWarehouse();
    const { rows } = await this.query(session, stage.query, { statement: { type: "query", writes: false }, options });
    return this.stages.unload(session, stage, rows);
  }

  private now(): number {
    return this.options.now?.() ?? Date.now();
  }

  private showContext(session: Session): ShowContext {
    const limits = { cap: this.options.listingCap ?? 10_000 };
    return { visible: new Visible(this.account, session), session, store: this.store, limits };
  }

  private lookup(
    purpose: { writes: boolean; describes: boolean },
    counts: ReadonlyMap<string, number>,
  ): RelationLookup {
    return {
      ...catalogueLookup(this.account, purpose),
      informationSchema: (session, parts) =>
        readInformationSchema(new Visible(this.account, session), parts, { counts, describes: purpose.describes }),
      tableFunction: (session, parts, given) => callInformationSchema(new Visible(this.account, session), parts, given),
    };
  }

  private async query(
    session: Session,
    sql: string,
    { statement, options }: { statement: Query; options: ExecuteOptions },
  ): Promise<StatementResult> {
    if (statement.writes && !hasWarehouse(this.account, session)) throw noWarehouse();
    const counts = await this.countsFor(session, sql);
    return this.store.run(session, sql, options, this.lookup({ writes: statement.writes, describes: false }, counts));
  }

  /** Row counts are asked for only when a query may read them: from INFORMATION_SCHEMA.TABLES. */
  private async countsFor(session: Session, sql: string): Promise<ReadonlyMap<string, number>> {
    const named = /INFORMATION_SCHEMA/i.test(sql) || session.schema === "INFORMATION_SCHEMA";
    if (!named || !/\bTABLES\b/i.test(sql)) return new Map();
    const visible = new Visible(this.account, session);
    const all = [...this.account.databases.values()].flatMap((database) =>
      [...database.schemas.values()].flatMap((schema) => visible.relations(database.name, schema)),
    );
    return rowCounts(this.store, all);
  }

  private define(session: Session, statement: Definition, options: ExecuteOptions): Promise<StatementResult> {
    const run = async (): Promise<StatementResult> => {
      const isQuery = statement.type === "create-table" && statement.source?.kind === "query";
      if (isQuery && !hasWarehouse(this.account, session)) throw noWarehouse();
      const context: Context = {
        account: this.account,
        store: this.store,
        session,
        visible: new Visible(this.account, session),
        lookup: this.lookup({ writes: false, describes: true }, new Map()),
        options,
      };
      return statusResult(statementType.ddl, await define(context, statement));
    };
    const turn = this.queue.then(run, run);
    this.queue = turn.catch(() => undefined);
    return turn;
  }
}

/** The catalogue and the data of one account, empty but for system roles and a warehouse. */
export function createEngine(options: EngineOptions): Engine {
  return new CatalogueEngine(options);
}
