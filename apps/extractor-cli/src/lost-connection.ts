import { exitCodeFor, exitCodes } from "@dp/cli-kit";
import type { ExtractOutcome } from "@dp/snowflake-extract";

/**
 * Ends the run once Snowflake can no longer be asked: what one table becomes depends on the others, so half an answer
 * would change the files of tables that did not change. One statement out of time fails its own tables only.
 * @throws ExtractError of the first table that met it
 */
export function refuseLostConnection(extracted: readonly ExtractOutcome[]): void {
  const errors = extracted.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]));
  const unreachable = errors.filter(({ code }) => exitCodeFor(code) === exitCodes.unreachable);
  const lost = unreachable.find(({ code }) => code !== "SNOWFLAKE_TIMEOUT");
  if (lost !== undefined) throw lost;
  const [first] = unreachable;
  if (first !== undefined && unreachable.length === extracted.length) throw first;
}
