/** Family of everything this package throws; match on `code`, which survives two copies of the package. */
export abstract class TypeMapError extends Error {
  abstract readonly code: string;
  /** What to do next. */
  readonly hint: string;
  /** The same input gives the same answer. */
  readonly retryable = false;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** A type name that this package does not know; never read as text instead. */
export class UnknownSnowflakeTypeError extends TypeMapError {
  override readonly name = "UnknownSnowflakeTypeError";
  readonly code = "UNKNOWN_SNOWFLAKE_TYPE";
  /** The whole text that was read. */
  readonly typeText: string;

  constructor(typeText: string, unknown: string = typeText) {
    const place = unknown === typeText ? "" : ` in ${JSON.stringify(typeText)}`;
    super(
      `${JSON.stringify(unknown)} is not a Snowflake type known here${place}`,
      "Exclude the column, cast it in a view, or update to a release that knows the type.",
    );
    this.typeText = typeText;
  }
}

/** A known type with parameters that Snowflake does not have. */
export class InvalidSnowflakeTypeError extends TypeMapError {
  override readonly name = "InvalidSnowflakeTypeError";
  readonly code = "INVALID_SNOWFLAKE_TYPE";
  /** The whole text that was read. */
  readonly typeText: string;

  constructor(typeText: string, problem: string) {
    super(`${JSON.stringify(typeText)}: ${problem}`, "Write the type as DESCRIBE TABLE prints it.");
    this.typeText = typeText;
  }
}

/** A text outside the closed grammar of PostgreSQL types. */
export class UnknownPgTypeError extends TypeMapError {
  override readonly name = "UnknownPgTypeError";
  readonly code = "UNKNOWN_PG_TYPE";
  readonly typeText: string;

  constructor(typeText: string, problem = "not a PostgreSQL type known here") {
    super(`${JSON.stringify(typeText.slice(0, 200))}: ${problem}`, "See the list of target types in docs/type-map.md.");
    this.typeText = typeText;
  }
}

/** A name that no PostgreSQL identifier can hold: empty, with U+0000, or not well-formed Unicode. */
export class InvalidNameError extends TypeMapError {
  override readonly name = "InvalidNameError";
  readonly code = "INVALID_NAME";
  readonly identifier: string;

  constructor(identifier: string, problem: string) {
    super(`The name ${JSON.stringify(identifier)} ${problem}`, "Give the object a name of its own in the settings.");
    this.identifier = identifier;
  }
}

/** A policy, or a value of a policy, that does not exist. */
export class UnknownPolicyError extends TypeMapError {
  override readonly name = "UnknownPolicyError";
  readonly code = "UNKNOWN_POLICY";
  readonly policy: string;
  readonly value: string;

  constructor(policy: string, value: string, allowed: readonly string[]) {
    super(
      allowed.length === 0
        ? `There is no policy ${JSON.stringify(policy)}`
        : `Policy ${policy} has no value ${JSON.stringify(value)}`,
      allowed.length === 0 ? "See the list of policies in docs/type-map.md." : `Choose one of ${allowed.join(", ")}.`,
    );
    this.policy = policy;
    this.value = value;
  }
}

/** An identity column of a type that Snowflake does not number. */
export class InvalidIdentityTypeError extends TypeMapError {
  override readonly name = "InvalidIdentityTypeError";
  readonly code = "INVALID_IDENTITY_TYPE";
  readonly typeText: string;

  constructor(typeText: string) {
    super(
      `An identity column cannot have the type ${typeText}`,
      "Identity needs a number without decimals; exclude the column or override it.",
    );
    this.typeText = typeText;
  }
}
