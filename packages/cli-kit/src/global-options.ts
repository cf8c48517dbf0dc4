import type { Options } from "yargs";

/** Options that every command of both programs has. */
export const globalOptions: Readonly<Record<string, Options>> = {
  project: { type: "string", describe: "Project folder; the nearest one upwards when absent", normalize: true },
  json: { type: "boolean", describe: "One JSON document on stdout" },
  quiet: { type: "boolean", alias: "q", describe: "Say nothing when all is well" },
  verbose: { type: "boolean", alias: "v", describe: "Say more, with the stack of a bug" },
  color: { type: "boolean", describe: "Force colours, or --no-color", defaultDescription: "on a terminal" },
};
