import secureJson from "secure-json-parse";

import type { MetadataProblem } from "../errors.ts";
import { positionAt } from "./position.ts";
import { scanJson } from "./scan.ts";

/** A JSON text's value, or what is wrong in it. */
export type JsonReading = { readonly value: unknown } | { readonly problems: readonly MetadataProblem[] };

/**
 * Reads a JSON text as strictly as files that cross the boundary are read: no byte order mark, no name twice in one
 * object, no `__proto__`, no number that a double cannot hold, no nesting over 64. Never throws for what stands in the text.
 */
export function readJsonStrictly(text: string): JsonReading {
  if (text.startsWith("\uFEFF")) return refuse("begins with a byte order mark");
  const problems = scanJson(text);
  if (problems.length > 0) {
    return {
      problems: problems.map(({ pointer, message, offset }) => ({
        path: pointer,
        message,
        ...positionAt(text, offset),
      })),
    };
  }
  try {
    return { value: secureJson.parse(text) as unknown };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuse('uses "__proto__" or "constructor.prototype" as a name');
  }
}

function refuse(message: string): JsonReading {
  return { problems: [{ path: "", message }] };
}
