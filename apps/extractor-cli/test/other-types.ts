import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import type { SnowflakeSim } from "@dp/snowflake-sim";

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function serve(sim: SnowflakeSim, rewrite: (text: string) => string): Server {
  return createServer((request, response) => {
    const forward = async (): Promise<void> => {
      const body = request.method === "GET" ? {} : { body: new Uint8Array(await bodyOf(request)) };
      const { authorization = "", accept = "", "content-type": contentType = "" } = request.headers;
      const encoding = request.headers["content-encoding"];
      const headers = {
        authorization,
        accept,
        "content-type": contentType,
        ...(encoding === undefined ? {} : { "content-encoding": encoding }),
      };
      const answer = await fetch(`${sim.url}${request.url ?? ""}`, {
        method: request.method ?? "GET",
        headers,
        ...body,
      });
      response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
      response.end(rewrite(await answer.text()));
    };
    forward().catch(() => response.destroy());
  });
}

/** Puts a Snowflake before the program whose answers are those of the stand-in, rewritten: a later release of it. */
export async function withRewritten<T>(
  sim: SnowflakeSim,
  rewrite: (text: string) => string,
  use: (rewritten: { readonly url: string; readonly account: string }) => Promise<T>,
): Promise<T> {
  const server = serve(sim, rewrite).listen(0, "127.0.0.1");
  try {
    await new Promise((resolve) => server.once("listening", resolve));
    return await use({
      url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
      account: sim.account,
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
