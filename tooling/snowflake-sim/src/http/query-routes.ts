import { setTimeout as sleep } from "node:timers/promises";

import { SqlError } from "../contracts.ts";
import { queryStatus, type Outcome, type Query } from "../queries/query.ts";
import type { QueryRegistry } from "../queries/query-registry.ts";
import { readQueryRequest } from "../queries/query-request.ts";
import { resultData } from "../results/result-data.ts";
import type { LiveSession } from "../session-store.ts";
import { withSession, type SessionContext } from "./authorize.ts";
import { failure, success, type Reply } from "./reply.ts";
import { jsonBody, type Request } from "./request.ts";
import type { Route } from "./route.ts";

interface QueryContext extends SessionContext {
  readonly queries: QueryRegistry;
  /** Milliseconds a request is held before it is told to ask again. */
  readonly holdMs: number;
}

const inProgress = "333333";
const detached = "333334";

/** Statements: run, ask again, cancel, look at. */
export function queryRoutes(context: QueryContext): Route[] {
  const authorized = withSession(context, (request) => statementOf(request, context.queries));
  return [
    {
      method: "POST",
      path: /^\/queries\/v1\/query-request$/,
      handle: authorized((request, live) => handleStatement(request, live, context)),
    },
    {
      method: "POST",
      path: /^\/queries\/v1\/abort-request$/,
      handle: authorized((request, live) => {
        const { requestId } = jsonBody(request);
        return abort(typeof requestId === "string" ? context.queries.findRequest(live.session, requestId) : undefined);
      }),
    },
    {
      method: "POST",
      path: /^\/queries\/([^/]+)\/abort-request$/,
      handle: authorized((_request, live, [id]) => abort(ownQuery(context, live, id))),
    },
    {
      method: "GET",
      path: /^\/queries\/([^/]+)\/result$/,
      handle: authorized(async (request, live, [id]) => {
        const query = ownQuery(context, live, id);
        return query === undefined
          ? notRunning()
          : waitFor(query, request, { holdMs: context.holdMs, code: inProgress });
      }),
    },
    {
      method: "GET",
      path: /^\/monitoring\/queries\/([^/]+)$/,
      handle: authorized((_request, live, [id]) => monitor(ownQuery(context, live, id))),
    },
  ];
}

/** The statement that a request is about, for faults that name one. */
export function statementOf(request: Request, queries: QueryRegistry): string | null {
  if (request.path === "/queries/v1/query-request") {
    const { sqlText } = jsonBody(request);
    return typeof sqlText === "string" ? sqlText : null;
  }
  const id = /^\/(?:queries|results|monitoring\/queries)\/([^/]+)/.exec(request.path)?.[1];
  return id === undefined ? null : (queries.find(id)?.text ?? null);
}

async function handleStatement(request: Request, live: LiveSession, context: QueryContext): Promise<Reply> {
  const written = readQueryRequest(request.query.get("requestId") ?? "", jsonBody(request));
  const fault = context.faults.take("fail-statement", { path: request.path, statement: written.text });
  const failure = fault === undefined ? undefined : new SqlError(fault.code, fault.sqlState, fault.message);
  const query = context.queries.submit(live.session, written, failure);
  if (written.asyncExec) return progress(query, detached);
  return waitFor(query, request, { holdMs: context.holdMs, code: inProgress });
}

async function waitFor(
  query: Query,
  request: Request,
  options: { readonly holdMs: number; readonly code: string },
): Promise<Reply> {
  const timer = new AbortController();
  const signal = AbortSignal.any([timer.signal, request.gone]);
  const timeUp = sleep(options.holdMs, null, { signal }).catch(() => null);
  const outcome = await Promise.race([query.done, timeUp]);
  timer.abort();
  return outcome === null ? progress(query, options.code) : outcomeReply(query, outcome, request.origin);
}

function progress(query: Query, code: string): Reply {
  const data = {
    queryId: query.id,
    getResultUrl: `/queries/${query.id}/result`,
    queryAbortsAfterSecs: 300,
    progressDesc: null,
  };
  return success(data, code, "Query execution in progress.");
}

function outcomeReply(query: Query, outcome: Outcome, origin: string): Reply {
  return outcome.ok ? success(resultData(query, outcome, origin)) : sqlFailure(query, outcome.error);
}

/** `sqlState` is always there: without it the driver takes the failure for a passing one and sends the statement again. */
function sqlFailure(query: Query, error: SqlError): Reply {
  const at = /\bline (\d+) at position (\d+)/.exec(error.message);
  return failure(error.code, error.message, {
    queryId: query.id,
    errorCode: error.code,
    sqlState: error.sqlState,
    internalError: false,
    line: at === null ? -1 : Number(at[1]),
    pos: at === null ? -1 : Number(at[2]),
    age: 0,
    type: "COMPILATION",
  });
}

function ownQuery({ queries }: QueryContext, live: LiveSession, id: string | undefined): Query | undefined {
  const query = id === undefined ? undefined : queries.find(id);
  return query?.user === live.session.user ? query : undefined;
}

function abort(query: Query | undefined): Reply {
  if (query?.outcome !== null) return notRunning();
  query.cancel.abort();
  return success(null);
}

function notRunning(): Reply {
  return failure("000605", "Identified SQL statement is not currently executing.", { sqlState: "02000" });
}

function monitor(query: Query | undefined): Reply {
  if (query === undefined) return success({ queries: [] });
  const error = query.outcome?.ok === false ? query.outcome.error : undefined;
  const status = queryStatus(query);
  const row = {
    id: query.id,
    status,
    state: status,
    sqlText: query.text,
    startTime: query.startedAt,
    endTime: query.endedAt ?? 0,
    totalDuration: (query.endedAt ?? Date.now()) - query.startedAt,
    errorCode: error?.code ?? "",
    errorMessage: error?.message ?? "",
  };
  return success({ queries: [row] });
}
