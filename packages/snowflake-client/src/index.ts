export { openSystemBrowser } from "./browser.ts";
export { connectSnowflake } from "./connect.ts";
export type { SnowflakeErrorCategory, SnowflakeErrorCode } from "./error-table.ts";
export { SnowflakeError, type SnowflakeErrorDetails } from "./error.ts";
export { examineRoute, type Route, type RouteCertificate, type RouteOptions } from "./examine-route.ts";
export { qualify, quoteIdentifier, quoteLiteral, UnquotableError } from "./quote.ts";
export type * from "./types.ts";
export { conformance, type Conformance, type ConformanceCheck, type Expectation } from "./conformance.ts";
export { probe, type ProbeNames, type ProbeOutcome, type ProbeStatus } from "./probe.ts";
