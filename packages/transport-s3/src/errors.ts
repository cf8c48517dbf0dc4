/** Why an object store did not do what it was asked. */
export type S3TransportErrorCode =
  | "S3_LOCATION_INVALID"
  | "S3_CREDENTIALS_MISSING"
  | "S3_CREDENTIALS_EXPIRED"
  | "S3_ACCESS_DENIED"
  | "S3_BUCKET_NOT_FOUND"
  | "S3_OBJECT_NOT_FOUND"
  | "S3_OBJECT_EXISTS"
  | "S3_OBJECT_SIZE"
  | "S3_NOT_CONDITIONAL"
  | "S3_BUSY"
  | "S3_UNREACHABLE"
  | "S3_FAILED";

interface Meaning {
  readonly sentence: string;
  readonly hint: string;
  readonly retryable: boolean;
}

const meanings: Readonly<Record<S3TransportErrorCode, Meaning>> = {
  S3_LOCATION_INVALID: {
    sentence: "this is no place in an object store",
    hint: "write s3://BUCKET/PREFIX, and behind it ?region=…&endpoint=https://…&path_style=true where the store is not Amazon's",
    retryable: false,
  },
  S3_CREDENTIALS_MISSING: {
    sentence: "there are no credentials for the object store",
    hint: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run where the machine has a role",
    retryable: false,
  },
  S3_CREDENTIALS_EXPIRED: {
    sentence: "the credentials for the object store are not good any more",
    hint: "renew them (aws sso login, or new keys), check this machine's clock, and run the command again",
    retryable: false,
  },
  S3_ACCESS_DENIED: {
    sentence: "the object store does not allow this",
    hint: "the sender needs s3:PutObject, s3:GetObject and s3:ListBucket on the prefix, the receiver the last two; who purges needs s3:DeleteObject",
    retryable: false,
  },
  S3_BUCKET_NOT_FOUND: {
    sentence: "the bucket is not there",
    hint: "check its name and region; buckets are never made by this program",
    retryable: false,
  },
  S3_OBJECT_NOT_FOUND: {
    sentence: "the object is not there",
    hint: "it may be on its way, or was removed by a rule of the bucket",
    retryable: true,
  },
  S3_OBJECT_EXISTS: {
    sentence: "an object of this name with other content is there already",
    hint: "nothing was overwritten; two senders must not share a feed",
    retryable: false,
  },
  S3_OBJECT_SIZE: {
    sentence: "the object has another size than it should have",
    hint: "it is not read further; look who writes to the bucket",
    retryable: false,
  },
  S3_NOT_CONDITIONAL: {
    sentence: "the object store overwrites in spite of If-None-Match",
    hint: "two senders could destroy each other's bundles: use a store with conditional writes, or add conditional_writes=false when there will only ever be one sender",
    retryable: false,
  },
  S3_BUSY: {
    sentence: "the object store asks to slow down",
    hint: "run the command again later; what has arrived stays",
    retryable: true,
  },
  S3_UNREACHABLE: {
    sentence: "the object store does not answer",
    hint: "check the endpoint, the region, the proxy and the network; run the command again",
    retryable: true,
  },
  S3_FAILED: {
    sentence: "the object store failed",
    hint: "run the command again; if it stays, the store's own log says more",
    retryable: true,
  },
};

/** A failure of the object store, by `code`; `where` is `s3://bucket/key`. Holds no credential and no signed URL. */
export class S3TransportError extends Error {
  readonly code: S3TransportErrorCode;
  readonly hint: string;
  readonly retryable: boolean;
  readonly where: string;

  constructor(code: S3TransportErrorCode, where: string, detail?: string) {
    const { sentence, hint, retryable } = meanings[code];
    super(`${where}: ${sentence}${detail === undefined ? "" : ` (${detail})`}`);
    this.name = "S3TransportError";
    this.code = code;
    this.where = where;
    this.hint = hint;
    this.retryable = retryable;
  }
}

/** Names that stores give their refusals (Amazon S3 API reference, "Error responses"), and those of the client. */
const names: Readonly<Record<string, S3TransportErrorCode>> = {
  CredentialsProviderError: "S3_CREDENTIALS_MISSING",
  ExpiredToken: "S3_CREDENTIALS_EXPIRED",
  ExpiredTokenException: "S3_CREDENTIALS_EXPIRED",
  TokenRefreshRequired: "S3_CREDENTIALS_EXPIRED",
  RequestTimeTooSkewed: "S3_CREDENTIALS_EXPIRED",
  InvalidAccessKeyId: "S3_ACCESS_DENIED",
  SignatureDoesNotMatch: "S3_ACCESS_DENIED",
  AccessDenied: "S3_ACCESS_DENIED",
  NoSuchBucket: "S3_BUCKET_NOT_FOUND",
  NoSuchKey: "S3_OBJECT_NOT_FOUND",
  NotFound: "S3_OBJECT_NOT_FOUND",
  SlowDown: "S3_BUSY",
  ServiceUnavailable: "S3_BUSY",
  TooManyRequests: "S3_BUSY",
  TimeoutError: "S3_UNREACHABLE",
};

const statuses: Readonly<Record<number, S3TransportErrorCode>> = {
  401: "S3_ACCESS_DENIED",
  403: "S3_ACCESS_DENIED",
  404: "S3_OBJECT_NOT_FOUND",
  429: "S3_BUSY",
  503: "S3_BUSY",
};

/** HTTP status of a refusal, where there was an answer. */
export function statusOf(error: unknown): number | undefined {
  const { $metadata } = (error ?? {}) as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode;
}

/** Makes an `S3TransportError` of what the client threw. */
export function toS3TransportError(error: unknown, where: string): S3TransportError {
  if (error instanceof S3TransportError) return error;
  const { name = "", code } = (error ?? {}) as { readonly name?: string; readonly code?: string };
  const status = statusOf(error);
  const known = names[name] ?? (status === undefined ? undefined : statuses[status]);
  // Without an answer it is the network's failure: ECONNREFUSED, ENOTFOUND, a broken socket, a deadline of ours.
  const found = known ?? (status === undefined || status === 200 ? "S3_UNREACHABLE" : "S3_FAILED");
  const detail = code ?? (status === undefined ? name : `${name} ${String(status)}`.trim());
  return new S3TransportError(found, where, detail === "" ? undefined : detail);
}
