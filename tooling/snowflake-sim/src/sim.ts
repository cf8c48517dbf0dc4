import { BrowserSignIns } from "./auth/browser.ts";
import { CachedTokens } from "./auth/cached-tokens.ts";
import { OauthClients } from "./auth/oauth-clients.ts";
import { OktaSignIns } from "./auth/okta.ts";
import { Users } from "./auth/users.ts";
import type { Engine } from "./contracts.ts";
import { Faults, type FaultControl } from "./faults.ts";
import { chunkRoutes } from "./http/chunk-routes.ts";
import { controlRoutes } from "./http/control-routes.ts";
import { listen, type Listener } from "./http/listener.ts";
import { loginRoutes } from "./http/login-routes.ts";
import { queryRoutes, statementOf } from "./http/query-routes.ts";
import { answer, type Route } from "./http/route.ts";
import { sessionRoutes } from "./http/session-routes.ts";
import { stageRoutes } from "./http/stage-routes.ts";
import type { SimOptions } from "./options.ts";
import { QueryRegistry } from "./queries/query-registry.ts";
import { SessionStore } from "./session-store.ts";
import { StatementLog, type LoggedStatement } from "./statement-log.ts";

/** A stand-in that is running. */
export interface SnowflakeSim {
  /** `http://127.0.0.1:<port>`: the driver's `accessUrl`. */
  readonly url: string;
  readonly port: number;
  /** `https://localhost:<port>` when `tls` was given. */
  readonly tlsUrl: string | null;
  readonly account: string;
  readonly faults: FaultControl;
  /** Sessions that are open now. */
  readonly sessions: number;
  /** Forgets the tokens that clients keep for their next sign-in. */
  revokeKeptTokens(): void;
  /** Runs statements separated by `;`, as ACCOUNTADMIN. @throws SqlError */
  load(sql: string): Promise<void>;
  /** What clients have sent since the start or the last reset. */
  statements(): readonly LoggedStatement[];
  resetStatements(): void;
  /** Cancels what runs, closes every connection and frees everything. */
  close(): Promise<void>;
}

/** Puts the protocol in front of an engine. */
export async function serve(engine: Engine, options: SimOptions): Promise<SnowflakeSim> {
  const account = (options.account ?? "SIM").toUpperCase();
  const parts = createParts(engine, options);
  const routes = allRoutes(account, parts, options.syncMs ?? 45_000);
  const listener = {
    faults: parts.faults,
    answer: (request: Parameters<typeof statementOf>[0]) => answer(routes, request),
    statementOf: (request: Parameters<typeof statementOf>[0]) => statementOf(request, parts.queries),
  };
  const plain = await listen({ ...listener, port: options.port ?? 0 });
  const tls = options.tls === undefined ? null : await listen({ ...listener, port: 0, tls: options.tls });
  return running(parts, { account, plain, tls });
}

interface Parts {
  readonly engine: Engine;
  readonly users: Users;
  readonly browser: BrowserSignIns;
  readonly cached: CachedTokens;
  readonly sessions: SessionStore;
  readonly faults: Faults;
  readonly okta: OktaSignIns;
  readonly oauth: OauthClients;
  readonly tokenCaching: boolean;
  readonly log: StatementLog;
  readonly queries: QueryRegistry;
}

function createParts(engine: Engine, options: SimOptions): Parts {
  const log = new StatementLog();
  const limits = { inlineRows: options.inlineRows ?? 1000, chunkBytes: options.chunkBytes ?? 8_000_000 };
  const users = new Users(options.users ?? []);
  return {
    engine,
    users,
    okta: new OktaSignIns({ address: options.okta, account: (options.account ?? "SIM").toUpperCase(), users }),
    oauth: new OauthClients(options.users ?? []),
    tokenCaching: options.tokenCaching ?? false,
    browser: new BrowserSignIns(options.identityProvider),
    cached: new CachedTokens(),
    sessions: new SessionStore(),
    faults: new Faults(),
    log,
    queries: new QueryRegistry({ engine, log, limits, now: options.now ?? Date.now }),
  };
}

function allRoutes(account: string, parts: Parts, holdMs: number): Route[] {
  return [
    ...loginRoutes(account, parts),
    ...sessionRoutes(parts),
    ...queryRoutes({ ...parts, holdMs }),
    ...chunkRoutes(parts),
    ...stageRoutes(parts),
    ...controlRoutes(parts),
  ];
}

interface Listening {
  readonly account: string;
  readonly plain: Listener;
  readonly tls: Listener | null;
}

function running(parts: Parts, { account, plain, tls }: Listening): SnowflakeSim {
  const closeAll = async (): Promise<void> => {
    const listeners = Promise.all([plain.close(), tls?.close()]);
    await parts.queries.close();
    await listeners;
    await parts.engine.close();
  };
  let closing: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${String(plain.port)}`,
    port: plain.port,
    tlsUrl: tls === null ? null : `https://localhost:${String(tls.port)}`,
    account,
    faults: parts.faults,
    get sessions() {
      return parts.sessions.size;
    },
    revokeKeptTokens: () => {
      parts.cached.revoke();
    },
    load: (sql) => parts.engine.load(sql),
    statements: () => parts.log.entries,
    resetStatements: () => {
      parts.log.reset();
    },
    close: () => (closing ??= closeAll()),
  };
}
