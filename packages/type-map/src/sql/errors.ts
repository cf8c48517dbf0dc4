import { TypeMapError } from "../errors.ts";

/** A part that the mapping of a type does not have under the given policies. */
export class NoSuchPartError extends TypeMapError {
  override readonly name = "NoSuchPartError";
  readonly code = "NO_SUCH_PART";
  readonly typeText: string;
  readonly part: string;

  constructor(typeText: string, part: string) {
    super(`Under these policies no column holds the ${part} of ${typeText}`, "Take the parts that mapType lists.");
    this.typeText = typeText;
    this.part = part;
  }
}

/** A target type that cannot hold the source's values. */
export class InvalidTargetError extends TypeMapError {
  override readonly name = "InvalidTargetError";
  readonly code = "INVALID_TARGET";

  constructor(reason: string) {
    super(reason, "Ask checkOverride which types can hold the values.");
  }
}

/** A type of which PostgreSQL cannot give the text that Snowflake gives. */
export class NotFingerprintedError extends TypeMapError {
  override readonly name = "NotFingerprintedError";
  readonly code = "NOT_FINGERPRINTED";

  constructor(reason: string) {
    super(
      `This column has no canonical text: ${reason}`,
      "Leave out the columns for which outsideFingerprint has a reason.",
    );
  }
}

/** A number of buckets that is no power of two from 1 to 65536. */
export class InvalidBucketsError extends TypeMapError {
  override readonly name = "InvalidBucketsError";
  readonly code = "INVALID_BUCKETS";
  readonly buckets: number;

  constructor(buckets: number) {
    super(`${String(buckets)} is no number of buckets`, "Give a power of two from 1 to 65536.");
    this.buckets = buckets;
  }
}
