import { InvalidSettingError } from "./errors.ts";
import { optional, present, requireSettings } from "./missing.ts";
import type { Environment } from "./read.ts";
import { checkedSslMode, sslModeOf, type SslMode } from "./ssl-mode.ts";

/** Where and as whom to connect to PostgreSQL. */
export interface PostgresSettings {
  /** Host name, address, or folder of a socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password?: string;
  readonly sslmode: SslMode;
  /** Path of a PEM file, or `system`. */
  readonly sslrootcert?: string;
  /** Paths of PEM files: what is shown to a server that asks. */
  readonly sslcert?: string;
  readonly sslkey?: string;
  readonly connectTimeoutMs?: number;
  /** Words for pg_stat_activity. */
  readonly applicationName?: string;
  /** As libpq's `options`. */
  readonly options?: string;
}

const STANDARD_PORT = 5432;

/**
 * Settings of a PostgreSQL connection. Without a written mode, TLS is verified in full, but for this machine.
 *
 * @throws MissingSettingError naming everything that is missing
 * @throws InvalidSettingError
 */
export function postgresSettings(environment: Environment): PostgresSettings {
  refuseOtherServers(environment);
  requireSettings(environment, ["POSTGRES_HOST", "POSTGRES_DATABASE", "POSTGRES_USER"]);
  return {
    host: host(environment),
    port: port(environment),
    database: present(environment, "POSTGRES_DATABASE"),
    user: present(environment, "POSTGRES_USER"),
    ...optional(environment, "password", "POSTGRES_PASSWORD"),
    sslmode: sslMode(environment),
    ...optional(environment, "sslrootcert", "POSTGRES_SSLROOTCERT"),
    ...optional(environment, "sslcert", "POSTGRES_SSLCERT"),
    ...optional(environment, "sslkey", "POSTGRES_SSLKEY"),
    ...connectTimeout(environment),
    ...optional(environment, "applicationName", "POSTGRES_APPNAME"),
    ...optional(environment, "options", "POSTGRES_OPTIONS"),
  };
}

/** libpq's word for which server of several to take; what can be read alone is no place to apply anything. */
function refuseOtherServers(environment: Environment): void {
  const setting = "POSTGRES_TARGET_SESSION_ATTRS";
  const found = environment.value(setting);
  if (found === undefined || ["any", "read-write", "primary"].includes(found.value)) return;
  throw new InvalidSettingError(`${setting} cannot be "${found.value}"`, {
    setting,
    where: found.source,
    hint: "Possible: any, read-write, primary; tables are made and changed on a primary only.",
  });
}

/** As in libpq: whole seconds, 0 for no limit of its own (ours stays), 1 taken as 2. */
function connectTimeout(environment: Environment): { readonly connectTimeoutMs?: number } {
  const setting = "POSTGRES_CONNECT_TIMEOUT";
  const found = environment.value(setting);
  if (found === undefined) return {};
  if (!/^-?\d{1,6}$/.test(found.value)) {
    const hint = "Seconds, as a whole number.";
    throw new InvalidSettingError(`${setting} must be a number`, { setting, where: found.source, hint });
  }
  const seconds = Number(found.value);
  return seconds <= 0 ? {} : { connectTimeoutMs: Math.max(seconds, 2) * 1000 };
}

/** One host and nothing else; an address may carry a password, so the value is not in the message. */
function host(environment: Environment): string {
  const setting = "POSTGRES_HOST";
  const value = present(environment, setting);
  if (value.startsWith("/") || /^[^\s/@?=,]+$/.test(value)) return value;
  throw new InvalidSettingError(`${setting} must be one host name, not an address or a list`, {
    setting,
    where: environment.value(setting)?.source ?? setting,
    hint: "For example db.example.com; port, database and user have variables of their own.",
  });
}

function port(environment: Environment): number {
  const found = environment.value("POSTGRES_PORT");
  if (found === undefined) return STANDARD_PORT;
  const number = /^\d{1,5}$/.test(found.value) ? Number(found.value) : 0;
  if (number >= 1 && number <= 65535) return number;
  throw new InvalidSettingError("POSTGRES_PORT must be a number from 1 to 65535", {
    setting: "POSTGRES_PORT",
    where: found.source,
    hint: `PostgreSQL listens on ${String(STANDARD_PORT)} unless told otherwise.`,
  });
}

/** libpq's rule: the system's authorities vouch for anybody, so that only the name can tell. */
function sslMode(environment: Environment): SslMode {
  const chosen = sslModeOf((name) => environment.value(name));
  const mode = checkedSslMode(chosen);
  if (environment.value("POSTGRES_SSLROOTCERT")?.value !== "system" || mode === "verify-full") return mode;
  throw new InvalidSettingError(`POSTGRES_SSLMODE cannot be "${mode}" where POSTGRES_SSLROOTCERT is system`, {
    setting: "POSTGRES_SSLMODE",
    where: chosen.source,
    hint: "Set POSTGRES_SSLMODE=verify-full.",
  });
}
