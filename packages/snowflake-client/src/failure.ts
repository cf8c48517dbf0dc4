/** What the driver puts on its errors; nothing of it is sure to be there. */
export interface DriverFailure {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly sqlState?: unknown;
  readonly cause?: DriverFailure;
  readonly hostname?: unknown;
  readonly address?: unknown;
  readonly port?: unknown;
  readonly response?: { readonly statusCode?: unknown; readonly status?: unknown; readonly data?: unknown };
}

/** Status of an HTTP answer that was no success. */
export function httpStatus(failure: DriverFailure): number | undefined {
  const status = failure.response?.statusCode ?? failure.response?.status;
  return typeof status === "number" && status !== 200 ? status : undefined;
}

/**
 * Six digits of Snowflake or of the driver. What the driver asks before it signs in (the address of the identity
 * provider) fails with the code in the sentence only.
 */
export function ownCode(failure: DriverFailure): string | undefined {
  const { code, message } = failure;
  const text = typeof code === "number" || typeof code === "string" ? String(code) : "";
  if (/^\d{6}$/.test(text)) return text;
  return typeof message === "string" ? /\bError code: (\d{6})\b/.exec(message)?.[1] : undefined;
}

/** Node's code for what went wrong on the network. */
export function networkCode(failure: DriverFailure): string | undefined {
  const code = networkFailure(failure)?.code;
  return typeof code === "string" ? code : undefined;
}

/** The innermost error that has a code of Node's. */
export function networkFailure(failure: DriverFailure): DriverFailure | undefined {
  return [failure.cause?.cause, failure.cause, failure].find(
    (at) => typeof at?.code === "string" && !/^\d+$/.test(at.code),
  );
}

/** The failure in words: message, status, what an OAuth server or Okta says in its body, Node's code. */
export function describeFailure(failure: DriverFailure): string {
  const network = networkCode(failure);
  const message = typeof failure.message === "string" ? failure.message.trim() : "";
  const status = httpStatus(failure);
  const parts = [message, status === undefined || message.includes(String(status)) ? "" : `HTTP ${String(status)}`];
  parts.push(sentenceOf(failure.response?.data));
  // What the HTTP library calls any refusal says less than the status does.
  const isPlain = network === undefined || network.startsWith("ERR_BAD_") || message.includes(network);
  if (!isPlain) parts.push(network);
  return parts.filter((part) => part !== "").join(", ");
}

const mostLetters = 200;

/** `error` and `error_description` of OAuth, `errorCode` and `errorSummary` of Okta; of other bodies nothing is shown. */
function sentenceOf(body: unknown): string {
  const fields = fieldsOf(body);
  const names = ["error", "error_description", "errorCode", "errorSummary"];
  const said = names.map((name) => fields[name]).filter((value) => typeof value === "string");
  return said.join(": ").slice(0, mostLetters);
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = typeof body === "string" ? JSON.parse(body) : body;
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
