import type { TablesConfig } from "@dp/config";
import type { SessionInfo } from "@dp/snowflake-client";

/** The session is not with the account or role that tables.yaml names. */
class SourcePinError extends Error {
  readonly code = "SOURCE_PIN_MISMATCH";
  readonly hint: string;
  readonly where = "config/tables.yaml";
  readonly retryable = false;

  constructor(what: "account" | "role", wanted: string, present: string) {
    super(`the session's ${what} is ${present}; tables.yaml wants ${wanted}`);
    this.name = "SourcePinError";
    this.hint = `set SNOWFLAKE_${what.toUpperCase()}=${wanted}, or change \`source\` in config/tables.yaml`;
  }
}

const same = (a: string, b: string): boolean => a.toUpperCase() === b.toUpperCase();

/** Host names cannot hold an underscore, so an account's address is often copied with hyphens in place of them. */
const spelled = (name: string): string => name.toUpperCase().replaceAll("_", "-");

/** `AWS_EU_CENTRAL_1`, `PUBLIC.AWS_EU_CENTRAL_1` and `eu-central-1.aws` name one region. */
function regionWords(region: string): string {
  const clouds = /^(?:AWS|AZURE|GCP)_|[.](?:AWS|AZURE|GCP)$/;
  return region
    .toUpperCase()
    .replace(/^[A-Z]+\.(?=(?:AWS|AZURE|GCP)_)/, "")
    .replace(clouds, "")
    .replaceAll(/[^A-Z0-9]/g, "");
}

/** The region of a locator that names none (Snowflake documentation, "Account identifiers"). */
const firstRegion = "AWS_US_WEST_2";

/** `ORG-ACCOUNT`, `ORG.ACCOUNT` or the account's name alone; else an older locator with its region. */
function isAccount(pin: string, { account, organization, locator, region }: SessionInfo): boolean {
  const names =
    organization === null ? [account] : [account, `${organization}-${account}`, `${organization}.${account}`];
  if (names.some((name) => spelled(name) === spelled(pin))) return true;
  if (locator === null || region === null) return false;
  const [, name = "", itsRegion = firstRegion] = /^([^.]+)(?:\.(.+))?$/.exec(pin) ?? [];
  return same(name, locator) && regionWords(itsRegion) === regionWords(region);
}

/** @throws SourcePinError when the session is another than `source` of tables.yaml says. */
export function refuseOtherSource(info: SessionInfo, pin: TablesConfig["source"]): void {
  const full = info.organization === null ? info.account : `${info.organization}-${info.account}`;
  if (pin?.account !== undefined && !isAccount(pin.account, info))
    throw new SourcePinError("account", pin.account, full);
  if (pin?.role !== undefined && !same(pin.role, info.role ?? "")) {
    throw new SourcePinError("role", pin.role, info.role ?? "none");
  }
}
