import { SqlError, type Engine, type Session } from "../contracts.ts";
import type { SimUser } from "../options.ts";
import { parameterList } from "../session-parameters.ts";
import { masterSeconds, sessionSeconds, type LiveSession, type SessionStore } from "../session-store.ts";
import { authenticate, type Authenticators } from "./authenticate.ts";
import type { LoginData } from "./login-data.ts";
import { LoginError } from "./login-error.ts";

/** Where the connection wants to start, from the request's query. */
interface StartingPoint {
  readonly role: string | null;
  readonly warehouse: string | null;
  readonly database: string | null;
  readonly schema: string | null;
}

export interface LoginContext extends Authenticators {
  readonly engine: Engine;
  readonly sessions: SessionStore;
  /** Whether the account lets clients keep tokens (ALLOW_ID_TOKEN, ALLOW_CLIENT_MFA_CACHING). */
  readonly tokenCaching: boolean;
}

/** Signs in and opens a session; returns `data` of the reply. @throws LoginError */
export async function login(
  data: LoginData,
  start: StartingPoint,
  context: LoginContext,
): Promise<Record<string, unknown>> {
  const user = authenticate(data, context);
  if (user.refusal !== undefined) throw new LoginError(user.refusal.code, user.refusal.message);
  const name = user.name.toUpperCase();
  const role = startingRole(user, start.role, context);
  const live = context.sessions.open({ account: data.account, user: name, role, parameters: data.parameters });
  try {
    await enter(live.session, start, context.engine);
  } catch (error) {
    context.sessions.close(live);
    throw error;
  }
  const gives = (parameter: string): boolean => context.tokenCaching && data.parameters.get(parameter) === true;
  const byFactor = user.mfaPasscode !== undefined;
  return loginReply(live, {
    idToken: gives("CLIENT_STORE_TEMPORARY_CREDENTIAL") ? context.cached.issue("id", name) : null,
    mfaToken: byFactor && gives("CLIENT_REQUEST_MFA_TOKEN") ? context.cached.issue("mfa", name) : null,
  });
}

function startingRole(user: SimUser, wanted: string | null, { engine, users }: LoginContext): string {
  if (wanted === null) return user.defaultRole?.toUpperCase() ?? user.roles[0]?.toUpperCase() ?? "PUBLIC";
  const role = storedName(wanted);
  const granted =
    role === "PUBLIC" ||
    user.roles.some((held) => held.toUpperCase() === role) ||
    engine.mayUseRole(user.name.toUpperCase(), role);
  if (granted) return role;
  const advice = "Contact your local system administrator, or attempt to login with another role, e.g. PUBLIC.";
  throw users.knowsRole(role)
    ? new LoginError("390186", `Role '${role}' specified in the connect string is not granted to this user. ${advice}`)
    : new LoginError(
        "390189",
        `Role '${role}' specified in the connect string does not exist or not authorized. ${advice}`,
      );
}

/** Snowflake opens the session also when the database is not there, unless the client asks it to check. */
async function enter(session: Session, start: StartingPoint, engine: Engine): Promise<void> {
  const strict = session.parameters.get("CLIENT_VALIDATE_DEFAULT_PARAMETERS") === true;
  const { signal } = new AbortController();
  for (const kind of ["warehouse", "database", "schema"] as const) {
    const name = start[kind];
    if (name === null) continue;
    try {
      await engine.execute(session, `USE ${kind.toUpperCase()} ${quoted(storedName(name))}`, {
        signal,
        now: Date.now(),
      });
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      if (strict) throw new LoginError("390201", `The requested ${kind} does not exist or not authorized.`);
    }
  }
}

function loginReply(
  live: LiveSession,
  tokens: { idToken: string | null; mfaToken: string | null },
): Record<string, unknown> {
  const { session } = live;
  return {
    ...tokens,
    masterToken: live.masterToken,
    token: live.token,
    validityInSeconds: sessionSeconds,
    masterValidityInSeconds: masterSeconds,
    displayUserName: session.user,
    serverVersion: "9.40.1",
    firstLogin: false,
    remMeToken: null,
    remMeValidityInSeconds: 0,
    healthCheckInterval: 45,
    newClientForUpgrade: null,
    sessionId: Number(session.id),
    parameters: parameterList(session),
    sessionInfo: {
      databaseName: session.database,
      schemaName: session.schema,
      warehouseName: session.warehouse,
      roleName: session.role,
    },
  };
}

/** Connection options are identifiers: folded unless quoted. */
function storedName(written: string): string {
  const inner = /^"(.*)"$/s.exec(written)?.[1];
  return inner === undefined ? written.toUpperCase() : inner.replaceAll('""', '"');
}

function quoted(stored: string): string {
  return `"${stored.replaceAll('"', '""')}"`;
}
