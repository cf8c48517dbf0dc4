import { mkdtemp, rm } from "node:fs/promises";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import S3rver from "s3rver";

/**
 * A refusal instead of the server's answer, or an answer that breaks off, or slows down to a byte a
 * time, after so many bytes of its body. */
export type Fault =
  | { readonly status: number; readonly code: string }
  | { readonly cutAfter: number }
  | { readonly trickleAfter: number };

export interface ObjectStore {
  readonly endpoint: string;
  /** Requests that came, as `PUT /bucket/key`. */
  readonly requests: string[];
  /** Whether PUTs with If-None-Match are refused where the object is there, as Amazon's store does; s3rver does not. */
  conditional: boolean;
  /** What befalls a request; undefined lets it be. */
  fault: (request: IncomingMessage) => Fault | undefined;
  close(): Promise<void>;
}

/** A real S3 server with a bucket, behind a front that adds what the server lacks, and faults. */
export async function startObjectStore(bucket: string): Promise<ObjectStore> {
  const directory = await mkdtemp(join(tmpdir(), "dp-s3-"));
  const buckets = [{ name: bucket, configs: [] }];
  const server = new S3rver({ address: "127.0.0.1", port: 0, silent: true, directory, configureBuckets: buckets });
  const { port: behind } = await server.run();
  const front = http.createServer((request, response) => {
    handle(store, behind, request, response);
  });
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  const store: ObjectStore & { readonly taken: Set<string> } = {
    endpoint: `http://127.0.0.1:${String((front.address() as AddressInfo).port)}`,
    requests: [],
    conditional: true,
    taken: new Set(),
    fault: () => undefined,
    async close() {
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return store;
}

function handle(
  store: ObjectStore & { readonly taken: Set<string> },
  behind: number,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const path = (request.url ?? "").split("?", 1).join("");
  store.requests.push(`${request.method ?? ""} ${path}`);
  const fault = store.fault(request);
  if (fault !== undefined && "status" in fault) {
    refuse(request, response, fault);
    return;
  }
  const asked = request.method === "PUT" && request.headers["if-none-match"] === "*";
  if (store.conditional && asked && store.taken.has(path)) {
    refuse(request, response, { status: 412, code: "PreconditionFailed" });
    return;
  }
  const { method, headers, url } = request;
  const forward = http.request({ host: "127.0.0.1", port: behind, method, path: url, headers }, (answer) => {
    if (method === "PUT" && answer.statusCode === 200) store.taken.add(path);
    if (method === "DELETE") store.taken.delete(path);
    pass(answer, response, fault);
  });
  request.pipe(forward);
}

function refuse(request: IncomingMessage, response: ServerResponse, fault: { status: number; code: string }): void {
  request.resume().on("end", () => {
    response.writeHead(fault.status, { "content-type": "application/xml" });
    response.end(
      `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${fault.code}</Code><Message>no</Message></Error>`,
    );
  });
}

function pass(
  answer: IncomingMessage,
  response: ServerResponse,
  fault: Exclude<Fault, { status: number }> | undefined,
): void {
  if (fault === undefined) {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
    return;
  }
  const parts: Buffer[] = [];
  answer.on("data", (bytes: Buffer) => parts.push(bytes));
  answer.on("end", () => {
    const body = Buffer.concat(parts);
    if ("trickleAfter" in fault) {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      trickle(response, body, fault.trickleAfter);
    } else if (fault.cutAfter === 0) {
      response.destroy();
    } else {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      response.write(body.subarray(0, fault.cutAfter), () => {
        // Given time to leave: a destroyed socket drops what it holds.
        setTimeout(() => response.destroy(), 20);
      });
    }
  });
}

/** Never silent for long, and never done. */
function trickle(response: ServerResponse, body: Buffer, from: number): void {
  response.write(body.subarray(0, from));
  let at = from;
  const timer = setInterval(() => {
    response.write(body.subarray(at, at + 1));
    at += 1;
    if (at >= body.length) response.end();
  }, 100);
  response.on("close", () => {
    clearInterval(timer);
  });
}
