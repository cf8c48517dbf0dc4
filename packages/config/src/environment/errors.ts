/** Variables that are needed are not set; all of them at once. */
export class MissingSettingError extends Error {
  readonly code = "SETTING_MISSING";
  readonly retryable = false;
  readonly names: readonly string[];
  readonly hint: string;

  constructor(names: readonly string[], { why = "", hint }: { readonly why?: string; readonly hint: string }) {
    super(`${names.join(", ")} ${names.length === 1 ? "is" : "are"} not set${why}`);
    this.name = "MissingSettingError";
    this.names = names;
    this.hint = hint;
  }
}

/** A variable has a value that cannot be used. Secrets are not in the message. */
export class InvalidSettingError extends Error {
  readonly code = "SETTING_INVALID";
  readonly retryable = false;
  /** The variable. */
  readonly setting: string;
  /** Where its value came from. */
  readonly where: string;
  readonly hint: string;

  constructor(
    message: string,
    { setting, where, hint }: { readonly setting: string; readonly where: string; readonly hint: string },
  ) {
    super(message);
    this.name = "InvalidSettingError";
    this.setting = setting;
    this.where = where;
    this.hint = hint;
  }
}

/** A `.env` file, or a file that a `NAME_FILE` variable names, cannot be read as it is meant. */
export class EnvFileError extends Error {
  readonly code = "ENV_FILE_INVALID";
  readonly retryable = false;
  /** `file:line`, or the file. */
  readonly where: string;
  readonly hint: string;

  constructor(message: string, { where, hint }: { readonly where: string; readonly hint: string }) {
    super(`${where}: ${message}`);
    this.name = "EnvFileError";
    this.where = where;
    this.hint = hint;
  }
}

/**
 * A service of libpq's service file cannot be used: `SETTING_SERVICE_UNKNOWN` or `SETTING_SERVICE_INVALID`. No value of
 * the file is in the message.
 */
export class ServiceFileError extends Error {
  readonly code: `SETTING_SERVICE_${"UNKNOWN" | "INVALID"}`;
  readonly retryable = false;
  /** The file, with `:line`. */
  readonly where: string;
  readonly hint: string;

  constructor(
    fault: "UNKNOWN" | "INVALID",
    message: string,
    { where, hint }: { readonly where: string; readonly hint: string },
  ) {
    super(`${where}: ${message}`);
    this.name = "ServiceFileError";
    this.code = `SETTING_SERVICE_${fault}`;
    this.where = where;
    this.hint = hint;
  }
}

/** What is wrong with a connection of Snowflake's own configuration files. */
type ConnectionFault = "UNKNOWN" | "EXPOSED" | "INVALID";

/**
 * A named connection cannot be used: `SETTING_CONNECTION_UNKNOWN`, `SETTING_CONNECTION_EXPOSED` (others may read the
 * file) or `SETTING_CONNECTION_INVALID`. No text of the file is in the message.
 */
export class ConnectionFileError extends Error {
  readonly code: `SETTING_CONNECTION_${ConnectionFault}`;
  readonly retryable = false;
  /** The file, with `:line:column` or `[connection]`. */
  readonly where: string;
  readonly hint: string;

  constructor(
    fault: ConnectionFault,
    message: string,
    { where, hint }: { readonly where: string; readonly hint: string },
  ) {
    super(`${where}: ${message}`);
    this.name = "ConnectionFileError";
    this.code = `SETTING_CONNECTION_${fault}`;
    this.where = where;
    this.hint = hint;
  }
}
