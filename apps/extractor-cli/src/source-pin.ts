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

/** @throws SourcePinError when the session is another than `source` of tables.yaml says. */
export function refuseOtherSource(info: SessionInfo, pin: TablesConfig["source"]): void {
  const full = info.organization === null ? info.account : `${info.organization}-${info.account}`;
  if (pin?.account !== undefined && !same(pin.account, info.account) && !same(pin.account, full)) {
    throw new SourcePinError("account", pin.account, full);
  }
  if (pin?.role !== undefined && !same(pin.role, info.role ?? "")) {
    throw new SourcePinError("role", pin.role, info.role ?? "none");
  }
}
