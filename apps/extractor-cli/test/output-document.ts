import { readFileSync } from "node:fs";

import { Ajv2020 } from "ajv/dist/2020.js";

import type { Ran } from "./harness.ts";

/** What `--json` prints. */
export interface OutputDocument {
  readonly command?: string;
  readonly runId?: string;
  readonly exitCode: number;
  readonly warnings: readonly { readonly code: string; readonly text: string; readonly where?: string }[];
  readonly data?: Readonly<Record<string, unknown>>;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
    readonly where?: string;
    readonly retryable: boolean;
    readonly problems?: readonly { readonly where?: string; readonly message: string }[];
  };
}

const schemaFile = new URL("../../../packages/cli-kit/schema/output.v1.schema.json", import.meta.url);
const isOutput = new Ajv2020({ allErrors: true }).compile<OutputDocument>(
  JSON.parse(readFileSync(schemaFile, "utf8")) as object,
);

/** The one document on stdout; throws unless it is valid, alone, and says the exit code that the process had. */
export function validated({ code, stdout, stderr }: Ran): OutputDocument {
  const document: unknown = JSON.parse(stdout);
  if (!isOutput(document)) throw new Error(`not as the schema says: ${JSON.stringify(isOutput.errors)}\n${stdout}`);
  if (document.exitCode !== code) throw new Error(`says ${String(document.exitCode)}, ended with ${String(code)}`);
  if (stderr !== "") throw new Error(`talks beside the document: ${stderr}`);
  return document;
}
