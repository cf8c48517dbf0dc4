import type { Engine, Session, SqlError } from "../contracts.ts";
import type { ResultLimits } from "../results/collect.ts";
import type { StatementLog } from "../statement-log.ts";
import { queryIds } from "./query-id.ts";
import type { QueryRequest } from "./query-request.ts";
import type { Outcome, Query } from "./query.ts";
import { runStatement } from "./run-statement.ts";

/** Results beyond this number are forgotten, oldest first; those that are asked for by id are counted on their own. */
const keptQueries = 2000;

interface RegistryOptions {
  readonly engine: Engine;
  readonly log: StatementLog;
  readonly limits: ResultLimits;
  readonly now: () => number;
}

/** All statements, by id and by the request that brought them: a request that comes twice is run once. */
export class QueryRegistry {
  readonly #options: RegistryOptions;
  readonly #nextId = queryIds();
  readonly #byId = new Map<string, Query>();
  readonly #byRequest = new Map<string, Query>();
  readonly #kept = { detached: new Set<Query>(), awaited: new Set<Query>() };

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  /** Starts the statement, or returns the one that this request started before; with a failure, it only fails. */
  submit(session: Session, request: QueryRequest, failure?: SqlError): Query {
    const key = requestKey(session, request.requestId);
    const known = this.#byRequest.get(key);
    if (known !== undefined) return known;
    const query = this.#start(session, request, failure);
    this.#byId.set(query.id, query);
    this.#kept[query.detached ? "detached" : "awaited"].add(query);
    if (request.requestId !== "") this.#byRequest.set(key, query);
    this.#forgetOldest(query.detached);
    return query;
  }

  find(id: string): Query | undefined {
    return this.#byId.get(id);
  }

  findRequest(session: Session, requestId: string): Query | undefined {
    return this.#byRequest.get(requestKey(session, requestId));
  }

  /** Cancels what runs and frees what is kept. */
  async close(): Promise<void> {
    for (const query of this.#byId.values()) query.cancel.abort();
    for (const query of this.#byId.values()) await release(query);
    this.#byId.clear();
    this.#byRequest.clear();
  }

  #start(session: Session, request: QueryRequest, failure: SqlError | undefined): Query {
    const { engine, log, limits, now } = this.#options;
    const cancel = new AbortController();
    const startedAt = now();
    const completeLog = log.begin({
      text: request.text,
      user: session.user,
      role: session.role,
      sessionId: session.id,
      requestId: request.requestId,
      tag: request.tag ?? String(session.parameters.get("QUERY_TAG") ?? ""),
      at: startedAt,
    });
    const options = { request, limits, signal: cancel.signal, now: startedAt };
    const done: Promise<Outcome> =
      failure === undefined ? runStatement(engine, session, options) : Promise.resolve({ ok: false, error: failure });
    const query: Query = {
      id: this.#nextId(),
      sessionId: session.id,
      user: session.user,
      request: requestKey(session, request.requestId),
      detached: request.asyncExec,
      text: request.text,
      bindCount: Array.isArray(request.bindings) ? request.bindings.length : 0,
      startedAt,
      cancel,
      outcome: null,
      endedAt: null,
      done: done.then((outcome) => {
        query.outcome = outcome;
        query.endedAt = now();
        completeLog(errorCode(outcome));
        return outcome;
      }),
    };
    return query;
  }

  #forgetOldest(detached: boolean): void {
    const kept = this.#kept[detached ? "detached" : "awaited"];
    const [oldest] = kept;
    if (kept.size <= keptQueries || oldest === undefined || oldest.outcome === null) return;
    kept.delete(oldest);
    this.#byId.delete(oldest.id);
    this.#byRequest.delete(oldest.request);
    void release(oldest);
  }
}

function requestKey(session: Session, requestId: string): string {
  return `${session.id}:${requestId}`;
}

function errorCode(outcome: Outcome): string | undefined {
  return outcome.ok ? undefined : outcome.error.code;
}

async function release(query: Query): Promise<void> {
  const outcome = await query.done;
  if (outcome.ok) await outcome.result.chunks?.close();
}
