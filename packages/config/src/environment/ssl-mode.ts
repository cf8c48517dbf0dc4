import { didYouMean } from "../suggest.ts";
import { InvalidSettingError } from "./errors.ts";

type Found = { readonly value: string; readonly source: string } | undefined;

/** libpq's modes; PostgreSQL documentation, "SSL Support". */
const sslModes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;
export type SslMode = (typeof sslModes)[number];

/** This machine: a socket, or a loopback address. */
function isLocalHost(host: string): boolean {
  return /^(?:[/@].*|localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(host);
}

/** @internal */
export function sslModeOf(get: (name: string) => Found): { readonly value: string; readonly source: string } {
  const set = get("POSTGRES_SSLMODE");
  if (set !== undefined) return set;
  const system = get("POSTGRES_SSLROOTCERT")?.value === "system";
  if (system) return { value: "verify-full", source: "default, because POSTGRES_SSLROOTCERT is system" };
  return isLocalHost(get("POSTGRES_HOST")?.value ?? "")
    ? { value: "disable", source: "default for this machine" }
    : { value: "verify-full", source: "default" };
}

/** @internal */
export function checkedSslMode({ value, source }: NonNullable<Found>): SslMode {
  const known = sslModes.find((candidate) => candidate === value.trim().toLowerCase());
  if (known !== undefined) return known;
  throw new InvalidSettingError(`POSTGRES_SSLMODE cannot be "${value}"`, {
    setting: "POSTGRES_SSLMODE",
    where: source,
    hint: didYouMean(value, sslModes),
  });
}
