export { S3TransportError, type S3TransportErrorCode } from "./errors.ts";
export type { S3Limits } from "./client.ts";
export { s3Store } from "./store.ts";
