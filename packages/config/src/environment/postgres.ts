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
}

const STANDARD_PORT = 5432;

/**
 * Settings of a PostgreSQL connection. Without a written mode, TLS is verified in full, but for this machine.
 *
 * @throws MissingSettingError naming everything that is missing
 * @throws InvalidSettingError
 */
export function postgresSettings(environment: Environment): PostgresSettings {
  requireSettings(environment, ["POSTGRES_HOST", "POSTGRES_DATABASE", "POSTGRES_USER"]);
  return {
    host: host(environment),
    port: port(environment),
    database: present(environment, "POSTGRES_DATABASE"),
    user: present(environment, "POSTGRES_USER"),
    ...optional(environment, "password", "POSTGRES_PASSWORD"),
    sslmode: checkedSslMode(sslModeOf((name) => environment.value(name))),
    ...optional(environment, "sslrootcert", "POSTGRES_SSLROOTCERT"),
  };
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
