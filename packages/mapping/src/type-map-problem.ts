import type { MappingProblem } from "./errors.ts";

/**
 * A problem made of what the type map throws, recognised by its `code`, which survives two copies of the package.
 * Anything else is a fault of the program and is thrown on.
 */
export function asProblem(error: unknown, column: string): MappingProblem {
  if (!(error instanceof Error) || !("code" in error) || !("hint" in error)) throw error;
  const { code, hint, message } = error;
  if (typeof code !== "string" || typeof hint !== "string") throw error;
  return { code, column, message: `column ${JSON.stringify(column)}: ${message}`, hint };
}
