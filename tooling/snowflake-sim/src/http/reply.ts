/** What is sent back. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The connection breaks after this many bytes of the body. */
  readonly cutAfter?: number;
  /** After this many bytes of the body, the rest comes a byte a second. */
  readonly trickleAfter?: number;
  /** The body is sent again and again. */
  readonly endless?: true;
}

/** Snowflake's envelope around `data`, HTTP 200. */
export function success(data: unknown, code: string | null = null, message: string | null = null): Reply {
  return json(200, { data, code, message, success: true });
}

/** A refusal in Snowflake's envelope; HTTP 200 unless the protocol says otherwise. */
export function failure(code: string, message: string, data: unknown = null, status = 200): Reply {
  return json(status, { data, code, message, success: false });
}

/** A page, or text for a person. */
export function page(status: number, html: string): Reply {
  return { status, headers: { "content-type": "text/html; charset=utf-8" }, body: Buffer.from(html, "utf8") };
}

/** An answer of the store that chunks come from. */
export function storeError(status: number, code: string): Reply {
  return {
    status,
    headers: { "content-type": "application/xml" },
    body: Buffer.from(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`, "utf8"),
  };
}

/** An answer outside Snowflake's envelope. */
export function json(status: number, value: unknown): Reply {
  return { status, headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(value), "utf8") };
}
