import { expect, test } from "@jest/globals";

import { exitCodeFor, exitCodes } from "./index.ts";

test.each([
  ["USAGE_NOT_CONFIRMED", exitCodes.usage],
  ["SETTING_MISSING", exitCodes.configuration],
  ["POSTGRES_DATABASE_MISSING", exitCodes.configuration],
  ["POSTGRES_STANDBY", exitCodes.configuration],
  ["POSTGRES_POOLER", exitCodes.configuration],
  ["POSTGRES_PASSWORD_WRONG", exitCodes.denied],
  ["POSTGRES_PERMISSION_DENIED", exitCodes.denied],
  ["FILE_NOT_READABLE", exitCodes.denied],
  ["SETTING_CONNECTION_UNKNOWN", exitCodes.configuration],
  ["SNOWFLAKE_OKTA_ADDRESS", exitCodes.configuration],
  ["SNOWFLAKE_OKTA_REFUSED", exitCodes.denied],
  ["SNOWFLAKE_METHOD_REFUSED", exitCodes.denied],
  ["SNOWFLAKE_OAUTH_CLIENT_REFUSED", exitCodes.denied],
  ["SNOWFLAKE_WORKLOAD_IDENTITY_MISSING", exitCodes.denied],
  ["SNOWFLAKE_PROXY_REFUSED", exitCodes.unreachable],
  ["SNOWFLAKE_PROXY_UNREACHABLE", exitCodes.unreachable],
  ["POSTGRES_UNREACHABLE", exitCodes.unreachable],
  ["POSTGRES_TLS", exitCodes.unreachable],
  ["POSTGRES_LOCK_TIMEOUT", exitCodes.tryAgain],
  ["PLAN_STALE", exitCodes.tryAgain],
  ["FILE_NOT_WRITABLE", exitCodes.cannotCreate],
  ["DISK_FULL", exitCodes.inputOutput],
  ["POSTGRES_DISK_FULL", exitCodes.inputOutput],
  ["PLAN_BLOCKED", exitCodes.badData],
  ["DEFAULT_REFUSED", exitCodes.badData],
  ["REQUIREMENT_MISSING", exitCodes.badData],
  ["POSTGRES_FOREIGN_KEY", exitCodes.badData],
  [undefined, exitCodes.bug],
] as const)("%s ends with %i", (code, expected) => {
  expect(exitCodeFor(code)).toBe(expected);
});
