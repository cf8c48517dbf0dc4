import { SqlError, type Binding } from "../contracts.ts";

/** The body of a query-request, read once. */
export interface QueryRequest {
  readonly requestId: string;
  readonly text: string;
  readonly asyncExec: boolean;
  readonly describeOnly: boolean;
  readonly tag: string | null;
  /** Bind values in order of their number, or why they cannot be used. */
  readonly bindings: readonly Binding[] | SqlError;
}

export function readQueryRequest(requestId: string, body: Record<string, unknown>): QueryRequest {
  const parameters = record(body.parameters);
  return {
    requestId,
    text: typeof body.sqlText === "string" ? body.sqlText : "",
    asyncExec: body.asyncExec === true,
    describeOnly: body.describeOnly === true,
    tag: typeof parameters.QUERY_TAG === "string" ? parameters.QUERY_TAG : null,
    bindings: readBindings(record(body.bindings)),
  };
}

function readBindings(written: Record<string, unknown>): readonly Binding[] | SqlError {
  const bindings: Binding[] = [];
  for (const [, value] of Object.entries(written).sort(([a], [b]) => Number(a) - Number(b))) {
    const bind = record(value);
    if (Array.isArray(bind.value)) return new SqlError("000002", "0A000", "Unsupported feature 'array bind'.");
    bindings.push({
      type: typeof bind.type === "string" ? bind.type : "TEXT",
      value: typeof bind.value === "string" ? bind.value : null,
    });
  }
  return bindings;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
