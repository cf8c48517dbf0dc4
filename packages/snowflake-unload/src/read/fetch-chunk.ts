import type { IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Storage } from "@dp/snowflake-client/storage";
import type { ChunkSource, FreshChunks } from "./part-job.ts";
import { ReadError } from "./read-error.ts";

/** Attempts after the first one, and the pauses before them: as for statements. */
const pauses = [200, 400, 800, 1600, 2000];

/** What requests of chunks need; headers and addresses change when they have expired. */
export interface ChunkAccess {
  readonly storage: Storage;
  readonly signal: AbortSignal;
  /** Milliseconds until an answer must have begun. */
  readonly answerMs: number;
  headers: Readonly<Record<string, string>>;
  readonly urls: Map<number, string>;
  /** Asks for addresses as they are now. */
  readonly refresh: () => Promise<FreshChunks>;
}

/**
 * The answer of the storage for a chunk, after as many attempts as it takes: a busy storage and a broken network are
 * asked again, an address that has expired is asked for anew.
 * @throws ReadError READ_CHUNK_UNREACHABLE, READ_CHUNK_REFUSED
 */
export async function fetchChunk(chunk: ChunkSource, access: ChunkAccess): Promise<IncomingMessage> {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await ask(chunk, access);
    if ("response" in answer) return answer.response;
    const wait = pauses[attempt];
    if (wait === undefined || !isPassing(answer.status)) throw refused(chunk, answer);
    if (isExpired(answer.status)) await renew(access);
    else await pause(wait, undefined, { signal: access.signal });
  }
}

interface Failed {
  readonly status: number | "network";
  readonly code: string;
  readonly host: string;
}

type Answer = { readonly response: IncomingMessage } | Failed;

async function ask(chunk: ChunkSource, { storage, signal, answerMs, headers, urls }: ChunkAccess): Promise<Answer> {
  const url = urls.get(chunk.number) ?? chunk.url;
  const { host } = new URL(url);
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort();
  }, answerMs);
  try {
    const response = await storage.open(url, { headers, signal: AbortSignal.any([signal, late.signal]) });
    if (response.statusCode === 200) return { response };
    response.resume();
    return { status: response.statusCode ?? 0, code: `HTTP ${String(response.statusCode)}`, host };
  } catch (error) {
    if (signal.aborted) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    return { status: "network", code: late.signal.aborted ? "no answer in time" : (code ?? message), host };
  } finally {
    clearTimeout(timer);
  }
}

/** Storages answer 403 for an address whose time is over; some say 400 or 401. */
function isExpired(status: number | "network"): boolean {
  return status === 403 || status === 400 || status === 401;
}

function isPassing(status: number | "network"): boolean {
  return status === "network" || status >= 500 || status === 408 || status === 429 || isExpired(status);
}

async function renew(access: ChunkAccess): Promise<void> {
  const { urls, headers } = await access.refresh();
  for (const [number, url] of Object.entries(urls)) access.urls.set(Number(number), url);
  access.headers = headers;
}

function refused(chunk: ChunkSource, answer: Failed): ReadError {
  const code = answer.status === "network" ? "READ_CHUNK_UNREACHABLE" : "READ_CHUNK_REFUSED";
  return new ReadError(code, { where: `chunk ${String(chunk.number + 1)} at ${answer.host}`, detail: answer.code });
}
