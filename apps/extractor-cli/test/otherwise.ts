import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands before a stand-in and changes what it answers: an account that is not as we think. */
export interface Otherwise {
  readonly url: string;
  close(): Promise<void>;
}

async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** Answers as the stand-in at `url` does, with one text of its JSON in place of another. */
export async function answerOtherwise(url: string, from: string, to: string): Promise<Otherwise> {
  const server = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, "accept-encoding": "identity" };
    const forwarded = request(new URL(incoming.url ?? "/", url), { method: incoming.method, headers }, (answer) => {
      void bodyOf(answer).then((body) => {
        const text = body.toString("utf8").replaceAll(from, to);
        const kept = Object.entries(answer.headers).filter(
          ([name]) => !/^(?:content-length|transfer-encoding)$/.test(name),
        );
        outgoing.writeHead(answer.statusCode ?? 500, Object.fromEntries(kept)).end(text);
      });
    });
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
