import { appendFile } from "node:fs/promises";

import type { CommandContext } from "@dp/cli-kit";

/** A step's summary may have 1 MiB; a character has up to four bytes. */
const mostCharacters = 250_000;

/**
 * Appends Markdown to the summary page of a GitHub Actions step, where there is one. A page that cannot be written
 * fails no run.
 */
export async function appendStepSummary({ io, emit }: CommandContext, print: (limit: number) => string): Promise<void> {
  const file = io.env.GITHUB_STEP_SUMMARY;
  if (file === undefined || file === "") return;
  try {
    await appendFile(file, `${print(mostCharacters)}\n`);
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    const text = `the summary page (GITHUB_STEP_SUMMARY) could not be written: ${String(code)}`;
    emit({ type: "warning", code: "STEP_SUMMARY_NOT_WRITTEN", text });
  }
}
