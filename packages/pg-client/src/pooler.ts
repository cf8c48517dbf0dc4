import type pg from "pg";

import { PostgresError } from "./errors.ts";

/** How long a second connection may take to show what lies in between. */
const probeMs = 3_000;

const backend = async (client: pg.Client): Promise<number | undefined> =>
  (await client.query<{ pid: number }>("SELECT pg_catalog.pg_backend_pid() AS pid")).rows[0]?.pid;

/** The process that the server named when the session began; a pooler makes up its own. */
const announced = (client: pg.Client): unknown => Reflect.get(client, "processID");

function refused(): PostgresError {
  return new PostgresError({
    code: "POSTGRES_POOLER",
    message: "there is a pooler in transaction mode in between: one session is spread over connections of others",
    hint: "locks and settings of a session do not hold there; set POSTGRES_HOST and POSTGRES_PORT to PostgreSQL itself, or to a pool in session mode",
    retryable: false,
  });
}

/** Whether a second session, inside a transaction, works in a process that the first session has worked in. */
async function sharesProcess(seen: ReadonlySet<unknown>, openAnother: () => Promise<pg.Client>): Promise<boolean> {
  const other = await openAnother().catch(() => undefined);
  if (other === undefined) return false;
  // A pool in session mode may have no connection left for a second session: then there is no answer.
  const noAnswer = setTimeout(() => void other.end().catch(() => undefined), probeMs);
  try {
    await other.query("BEGIN");
    return seen.has(await backend(other));
  } catch (error) {
    // PgBouncer in statement mode refuses BEGIN.
    return /transaction blocks not allowed/i.test(String(error));
  } finally {
    clearTimeout(noAnswer);
    await other.end().catch(() => undefined);
  }
}

/**
 * Tells a pooler from a server, before anything is set that would stay behind in a connection of others.
 * @returns whether there is a pooler, which is then one in session mode as far as can be told.
 * @throws PostgresError POSTGRES_POOLER when statements of one session come to different processes, or two sessions to one.
 */
export async function refuseTransactionPooler(
  client: pg.Client,
  openAnother: () => Promise<pg.Client>,
): Promise<boolean> {
  const seen = new Set<unknown>([await backend(client)]);
  if (seen.has(announced(client))) return false;
  for (let more = 0; more < 3; more += 1) seen.add(await backend(client));
  if (seen.size > 1 || (await sharesProcess(seen, openAnother))) throw refused();
  if (!seen.has(await backend(client))) throw refused();
  return true;
}
