import { expect, test } from "@jest/globals";

import {
  InvalidIdentityTypeError,
  InvalidNameError,
  InvalidSnowflakeTypeError,
  UnknownPgTypeError,
  UnknownPolicyError,
  UnknownSnowflakeTypeError,
} from "./errors.ts";

test.each([
  [
    new UnknownSnowflakeTypeError("FOO"),
    "UnknownSnowflakeTypeError",
    "UNKNOWN_SNOWFLAKE_TYPE",
    '"FOO" is not a Snowflake type known here',
  ],
  [
    new UnknownSnowflakeTypeError("ARRAY(FOO)", "FOO"),
    "UnknownSnowflakeTypeError",
    "UNKNOWN_SNOWFLAKE_TYPE",
    '"FOO" is not a Snowflake type known here in "ARRAY(FOO)"',
  ],
  [
    new InvalidSnowflakeTypeError("VARCHAR(0)", "too short"),
    "InvalidSnowflakeTypeError",
    "INVALID_SNOWFLAKE_TYPE",
    '"VARCHAR(0)": too short',
  ],
  [new UnknownPgTypeError("foo"), "UnknownPgTypeError", "UNKNOWN_PG_TYPE", '"foo": not a PostgreSQL type known here'],
  [new UnknownPgTypeError("foo", "too odd"), "UnknownPgTypeError", "UNKNOWN_PG_TYPE", '"foo": too odd'],
  [new InvalidNameError("", "is empty"), "InvalidNameError", "INVALID_NAME", 'The name "" is empty'],
  [new UnknownPolicyError("foo", "x", []), "UnknownPolicyError", "UNKNOWN_POLICY", 'There is no policy "foo"'],
  [new UnknownPolicyError("foo", "x", ["y"]), "UnknownPolicyError", "UNKNOWN_POLICY", 'Policy foo has no value "x"'],
  [
    new InvalidIdentityTypeError("FLOAT"),
    "InvalidIdentityTypeError",
    "INVALID_IDENTITY_TYPE",
    "An identity column cannot have the type FLOAT",
  ],
])("%s", (error, name, code, message) => {
  expect(error).toMatchObject({ name, code, message, retryable: false });
});
