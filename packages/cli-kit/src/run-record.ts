import { hostname, userInfo } from "node:os";
import { dirname, join } from "node:path";

import { sweepLeftovers, writeFileAtomic } from "@dp/files";

import type { ErrorDescription } from "./errors.ts";
import type { CliEvent } from "./events.ts";
import { gitState } from "./git-state.ts";
import type { SecretFilter } from "./secret-filter.ts";

/** What a run leaves in `.dp/runs/<run id>.json`. */
export interface RunRecord {
  readonly formatVersion: "1.0";
  readonly runId: string;
  readonly program: string;
  readonly version: string;
  readonly command: string;
  readonly arguments: readonly string[];
  readonly user: string;
  readonly host: string;
  readonly node: string;
  /** Project folder. */
  readonly project?: string;
  /** Commit that the project stood on, where it is in a repository. */
  readonly commit?: string;
  /** Whether `config` or `metadata` differed from that commit when the run began. */
  readonly uncommitted?: boolean;
  readonly startedAt: string;
  /** `running` stays behind only where a run was killed. */
  readonly state: "running" | "ended";
  readonly endedAt?: string;
  readonly exitCode?: number;
  readonly items: readonly Extract<CliEvent, { type: "item" }>[];
  readonly warnings: readonly Extract<CliEvent, { type: "warning" }>[];
  readonly data?: Readonly<Record<string, unknown>>;
  readonly error?: ErrorDescription;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // No entry for this uid, as in many containers.
    return String(process.getuid?.() ?? "unknown");
  }
}

/** The fields that are known when a run begins. */
export function startRecord(
  fields: Pick<RunRecord, "runId" | "program" | "version" | "command" | "arguments">,
): RunRecord {
  return {
    formatVersion: "1.0",
    ...fields,
    user: userName(),
    host: hostname(),
    node: process.version,
    startedAt: new Date().toISOString(),
    state: "running",
    items: [],
    warnings: [],
  };
}

/** How a run is recorded. */
export interface RecordOptions {
  /** The command writes nothing else, so it runs also where the record cannot be written. */
  readonly readOnly?: boolean;
}

/** Writes the record of one run: when it begins, and again when it ends. Secrets are taken out. */
export class Recorder {
  readonly #filter: SecretFilter;
  readonly #env: Readonly<Record<string, string | undefined>>;
  #record: RunRecord;
  #folder: string | undefined;

  constructor(record: RunRecord, filter: SecretFilter, env: Readonly<Record<string, string | undefined>>) {
    this.#record = record;
    this.#filter = filter;
    this.#env = env;
  }

  get record(): RunRecord {
    return this.#record;
  }

  /**
   * Begins the record in `<project>/.dp/runs`. Returns what a person should know of where it went instead.
   * @throws FileError unless the run is read-only
   */
  async begin(folder: string, { readOnly = false }: RecordOptions): Promise<string | undefined> {
    const project = dirname(dirname(folder));
    this.#record = { ...this.#record, project, ...(await gitState(project)) };
    try {
      await this.#beginIn(folder);
      return undefined;
    } catch (error) {
      if (!readOnly) throw error;
    }
    const { XDG_STATE_HOME, HOME } = this.#env;
    const state = XDG_STATE_HOME ?? (HOME === undefined ? undefined : join(HOME, ".local", "state"));
    const elsewhere = state === undefined ? undefined : join(state, "dp", "runs");
    try {
      if (elsewhere === undefined) return `${folder} cannot be written: this run leaves no record`;
      await this.#beginIn(elsewhere);
      return `${folder} cannot be written: this run is recorded in ${elsewhere}`;
    } catch {
      return `neither ${folder} nor ${String(elsewhere)} can be written: this run leaves no record`;
    }
  }

  async #beginIn(folder: string): Promise<void> {
    await sweepLeftovers(folder);
    await this.#write(folder);
    this.#folder = folder;
  }

  /** Completes the record, where one was begun. @throws FileError */
  async end(fields: Partial<RunRecord>): Promise<void> {
    this.#record = { ...this.#record, state: "ended", endedAt: new Date().toISOString(), ...fields };
    if (this.#folder !== undefined) await this.#write(this.#folder);
  }

  async #write(folder: string): Promise<void> {
    await writeFileAtomic(join(folder, `${this.#record.runId}.json`), this.#filter.json(this.#record));
  }
}
