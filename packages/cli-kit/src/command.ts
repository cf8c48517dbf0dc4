import type { Options } from "yargs";

import type { CliEvent, CommandResult } from "./events.ts";
import type { Io } from "./io.ts";
import type { RecordOptions } from "./run-record.ts";

/** What every command is given. */
export interface CommandContext {
  readonly io: Io;
  /** Names the run in Snowflake's query tag, PostgreSQL's application_name, the history and the run record. */
  readonly runId: string;
  /** Program and version. */
  readonly program: string;
  readonly version: string;
  /** `--project`, as given. */
  readonly project?: string;
  readonly color: boolean;
  readonly emit: (event: CliEvent) => void;
  /** Values that must never leave the process. */
  readonly addSecrets: (secrets: readonly string[]) => void;
  /**
   * `<project>/.dp/runs`, which gets the run record; none is written before it is known. A run that is read-only goes
   * on where it cannot be written, and says where its record went.
   */
  readonly recordIn: (folder: string, options?: RecordOptions) => Promise<void>;
}

/** The values of the options, by their names in camelCase. */
export type OptionValues = Readonly<Record<string, unknown>>;

/** One command: what the command line says of it, and where its work is. Nothing here loads the work. */
export interface CommandDefinition {
  readonly name: string;
  /** Positional arguments as yargs writes them: `[rev]`, `<name..>`. */
  readonly positionals?: string;
  readonly positionalOptions?: Readonly<Record<string, Options & { readonly type: "string" }>>;
  readonly summary: string;
  readonly options: Readonly<Record<string, Options>>;
  readonly examples: readonly (readonly [command: string, description: string])[];
  /** Loads the work; called only when the command runs. */
  readonly load: () => Promise<(context: CommandContext, options: OptionValues) => Promise<CommandResult>>;
}

/** A program: a name, a version, and its commands. */
export interface ProgramDefinition {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly commands: readonly CommandDefinition[];
}
