import type { DriverOptions } from "./driver.ts";
import type { SnowflakeErrorCode } from "./error-table.ts";

/** Credentials as the driver takes them, and what an error may and may not say about them. */
export interface DriverCredentials {
  readonly options: DriverOptions;
  /** Texts that no message may hold. */
  readonly secrets: readonly string[];
  /** What to do next where the method knows it better than the code alone. */
  readonly hints?: Partial<Record<SnowflakeErrorCode, string>>;
  /** Port on which the driver waits for the browser. */
  readonly browserPort?: number;
  /** Whether a sign-in may be sent again: not when it would open a second window or spend a one-time code. */
  readonly repeatable: boolean;
}
