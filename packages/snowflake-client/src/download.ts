import { mkdir, statfs } from "node:fs/promises";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { withinBounds } from "./deadline.ts";
import type { DriverConnection } from "./driver.ts";
import { SnowflakeError } from "./error.ts";
import { quoteLiteral } from "./quote.ts";
import { givenUp, type StatementLimits } from "./statement.ts";
import { translateError, type FailureContext } from "./translate-error.ts";

interface DownloadSource {
  readonly connection: DriverConnection;
  readonly limits: StatementLimits;
  readonly context: FailureContext;
}

/** A file of a stage, and its size. */
interface StagedFile {
  readonly file: string;
  readonly bytes: number;
}

/** Fetches one file of a stage with the driver's GET. @throws SnowflakeError */
export async function download(
  { connection, limits, context }: DownloadSource,
  { file, bytes }: StagedFile,
  folder: string,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  await refuseFull(folder, bytes);
  const sql = `GET ${quoteLiteral(file)} ${quoteLiteral(pathToFileURL(`${folder}/`).href)}`;
  const named = { ...context, statement: sql };
  const asked = (): Promise<readonly unknown[]> =>
    new Promise((resolve, reject) => {
      connection.execute({
        sqlText: sql,
        complete: (error, _statement, rows) => {
          if (error) reject(error);
          else resolve((rows ?? []) as readonly unknown[]);
        },
      });
    });
  try {
    const rows = await withinBounds(asked, {
      timeoutMs: limits.timeoutMs,
      signal: limits.signal,
      error: (reason) => givenUp(reason, limits.timeoutMs, named),
    });
    checkOutcome(rows, sql);
    return join(folder, basename(file));
  } catch (error) {
    throw translateError(error, named);
  }
}

/** The driver tells a failed transfer as a row, not as an error. */
function checkOutcome(rows: readonly unknown[], statement: string): void {
  const statuses = rows.map((row) => JSON.stringify((row as { status?: unknown }).status ?? row));
  const good = statuses.length === 1 && /DOWNLOADED/i.test(statuses[0] ?? "");
  if (good) return;
  const detail = `GET answers ${statuses.length === 0 ? "nothing" : statuses.join(", ")}`;
  throw new SnowflakeError("SNOWFLAKE_UNAVAILABLE", { detail, statement });
}

/** The driver never comes back from a write that finds the disk full; what it fetches it writes twice, as it came and decrypted. */
async function refuseFull(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const [room, needed] = [bavail * bsize, 2 * bytes + 64 * 1024];
  if (room >= needed) return;
  const detail = `${String(room)} bytes are free of ${String(needed)}`;
  throw new SnowflakeError("SNOWFLAKE_DISK_FULL", { where: folder, detail });
}
