/** Fields that every error of this package carries; the programs match on `code`. */
export interface PgDdlErrorFields {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** The table, column or file it is about. */
  readonly where?: string;
}

/** Anything that cannot be said in PostgreSQL's SQL. Never worth a second try as it stands. */
export class PgDdlError extends Error implements PgDdlErrorFields {
  readonly code: string;
  readonly hint: string;
  readonly where?: string;
  readonly retryable = false;

  constructor(fields: PgDdlErrorFields) {
    super(fields.message);
    this.name = new.target.name;
    this.code = fields.code;
    this.hint = fields.hint;
    if (fields.where !== undefined) this.where = fields.where;
  }
}

/** A name that PostgreSQL cannot hold as it is. */
export class InvalidIdentifierError extends PgDdlError {
  readonly identifier: string;
  readonly reason: string;

  constructor(identifier: string, reason: string) {
    super({
      code: "INVALID_IDENTIFIER",
      message: `${JSON.stringify(identifier)} cannot be a PostgreSQL name: ${reason}`,
      hint: "give the column or table another name in tables.yaml",
    });
    this.identifier = identifier;
    this.reason = reason;
  }
}

/** A text that PostgreSQL cannot hold as it is. */
export class InvalidLiteralError extends PgDdlError {
  readonly reason: string;

  constructor(reason: string) {
    super({
      code: "INVALID_LITERAL",
      message: `a text cannot be stored in PostgreSQL: ${reason}`,
      hint: "change the comment or default in Snowflake",
    });
    this.reason = reason;
  }
}

/** A type text outside the closed grammar of types that we print. */
export class InvalidTypeTextError extends PgDdlError {
  readonly typeText: string;

  constructor(typeText: string) {
    super({
      code: "INVALID_TYPE_TEXT",
      message: `${JSON.stringify(typeText)} is not a PostgreSQL type that can be written`,
      hint: "correct the type in tables.yaml and extract again",
    });
    this.typeText = typeText;
  }
}

/** `config/postgres.yaml` and the metadata do not fit together. */
export class SettingsError extends PgDdlError {
  constructor(path: string, message: string, hint: string) {
    super({ code: "CONFIG_TARGET_MISFIT", message, hint, where: `config/postgres.yaml: ${path}` });
  }
}

/** A default that the column's type cannot take. */
export class DefaultTypeMismatchError extends PgDdlError {
  readonly kind: string;
  readonly type: string;

  constructor(kind: string, type: string) {
    super({
      code: "DEFAULT_TYPE_MISMATCH",
      message: `a default of kind ${kind} cannot be the default of a column of type ${type}`,
      hint: "correct the metadata by extracting again",
    });
    this.kind = kind;
    this.type = type;
  }
}
