import { hostname, userInfo } from "node:os";
import { join } from "node:path";

import { writeFileAtomic } from "@dp/files";

import type { ErrorDescription } from "./errors.ts";
import type { CliEvent } from "./events.ts";
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

/** Writes the record, atomically, secrets taken out. @throws FileError */
export async function writeRecord(folder: string, record: RunRecord, filter: SecretFilter): Promise<void> {
  await writeFileAtomic(join(folder, `${record.runId}.json`), filter.json(record));
}
