import { classify, type Doing } from "./classify.ts";
import type { SnowflakeErrorCode } from "./error-table.ts";
import { SnowflakeError, type SnowflakeErrorDetails } from "./error.ts";
import { describeFailure, ownCode, type DriverFailure } from "./failure.ts";

/** Where a failure happened, and what must not stand in its message. */
export interface FailureContext extends Doing {
  readonly where: string;
  readonly secrets: readonly string[];
  readonly statement?: string;
  /** In place of the general hints. */
  readonly hints?: Partial<Record<SnowflakeErrorCode, string>>;
}

/** Turns whatever the driver threw into our error. The driver's object is dropped: it may carry requests and tokens. */
export function translateError(thrown: unknown, context: FailureContext): SnowflakeError {
  if (thrown instanceof SnowflakeError) return thrown;
  const failure: DriverFailure = typeof thrown === "object" && thrown !== null ? thrown : { message: String(thrown) };
  const code = classify(failure, context);
  const own = ownCode(failure);
  const hint = context.hints?.[code];
  const details: SnowflakeErrorDetails = {
    where: context.where,
    detail: hideSecrets(describeFailure(failure), context.secrets),
    ...(own !== undefined && { snowflakeCode: own }),
    ...(typeof failure.sqlState === "string" && { sqlState: failure.sqlState }),
    ...(context.statement !== undefined && { statement: context.statement }),
    ...(hint !== undefined && { hint }),
  };
  return new SnowflakeError(code, details);
}

/** Secrets of fewer than four characters would hide half of every sentence; none that short is one. */
function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets.filter((secret) => secret.length >= 4).reduce((left, secret) => left.replaceAll(secret, "***"), text);
}
