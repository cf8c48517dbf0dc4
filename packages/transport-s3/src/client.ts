import { S3Client } from "@aws-sdk/client-s3";
import { NodeHttpHandler } from "@smithy/node-http-handler";

import type { S3Location } from "./location.ts";

/** What bounds a conversation with a store. */
export interface S3Limits {
  /** Milliseconds without a byte before a request is given up and tried again. */
  readonly idleTimeoutMs?: number;
  /** Tries of a request that may be repeated; the client waits longer before each. */
  readonly maxAttempts?: number;
}

// The library prints on every start that its releases of 2027 want another Node; the lock file pins ours.
const quiet = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";

const silent = (): void => undefined;

/** Credentials come as the AWS tools find them: environment, shared files, SSO, the machine's role. */
export function openClient({ region, endpoint, pathStyle }: S3Location, limits: S3Limits): S3Client {
  process.env[quiet] ??= "true";
  const { idleTimeoutMs = 30_000, maxAttempts = 5 } = limits;
  return new S3Client({
    ...(region === undefined && endpoint === undefined ? {} : { region: region ?? "us-east-1" }),
    ...(endpoint === undefined ? {} : { endpoint }),
    forcePathStyle: pathStyle,
    maxAttempts,
    // Every part's hash is in the signed manifest; checksums of newer kinds are refused by older stores.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    // It talks of retries on stderr; what matters comes as an error.
    logger: { trace: silent, debug: silent, info: silent, warn: silent, error: silent },
    requestHandler: new NodeHttpHandler({ connectionTimeout: 10_000, socketTimeout: idleTimeoutMs }),
  });
}
