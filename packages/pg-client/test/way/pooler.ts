import { createServer, type Socket } from "node:net";

import type { DatabaseAddress } from "@dp/embedded-postgres";
import pg from "pg";

/** How connections to the server are handed out. */
export interface PoolerOptions {
  readonly mode: "session" | "transaction";
  /** Connections to the server. */
  readonly size: number;
  /** Which free one is taken next: the one used last, or the one that has waited longest. */
  readonly next: "last" | "longest";
}

/** Something that listens instead of the server. */
export interface InBetween {
  readonly port: number;
  close(): Promise<void>;
}

/** Calls `use` with each whole message; the first of a client has no type. */
function messages(socket: Socket, startsBare: boolean, use: (message: Buffer, bare: boolean) => void): void {
  let rest = Buffer.alloc(0);
  let bare = startsBare;
  socket.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const head = bare ? 0 : 1;
      if (rest.length < head + 4) return;
      const size = head + rest.readInt32BE(head);
      if (rest.length < size) return;
      const message = rest.subarray(0, size);
      rest = rest.subarray(size);
      const was = bare;
      // After a request for TLS, which is declined, the start-up message comes once more.
      bare = bare && size === 8;
      use(message, was);
    }
  });
}

const asksForTls = (message: Buffer): boolean => message.length === 8;

/** AuthenticationOk, a process number of our own, ReadyForQuery. */
const welcome = Buffer.concat([
  Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]),
  Buffer.from([0x4b, 0, 0, 0, 12, 0x7f, 1, 2, 3, 9, 9, 9, 9]),
  Buffer.from([0x5a, 0, 0, 0, 5, 0x49]),
]);

const rollback = Buffer.from([0x51, 0, 0, 0, 13, ...Buffer.from("ROLLBACK"), 0]);

interface Backend {
  readonly client: pg.Client;
  readonly stream: Socket;
  owner?: Socket;
}

async function backend(address: DatabaseAddress): Promise<Backend> {
  const client = new pg.Client(address);
  client.on("error", () => undefined);
  await client.connect();
  const { stream } = Reflect.get(client, "connection") as unknown as { readonly stream: Socket };
  stream.removeAllListeners("data");
  stream.on("error", () => undefined);
  return { client, stream };
}

/** A pooler as PgBouncer is one: what lies between two transactions of a client may go to another connection. */
export async function startPooler(address: DatabaseAddress, options: PoolerOptions): Promise<InBetween> {
  const all = await Promise.all(Array.from({ length: options.size }, () => backend(address)));
  const free = [...all];
  const waiting: { readonly client: Socket; readonly message: Buffer }[] = [];
  const clients = new Set<Socket>();

  const send = (client: Socket, message: Buffer): void => {
    let mine = all.find(({ owner }) => owner === client);
    mine ??= options.next === "last" ? free.pop() : free.shift();
    if (mine === undefined) {
      waiting.push({ client, message });
      return;
    }
    mine.owner = client;
    mine.stream.write(message);
  };
  const release = (one: Backend): void => {
    delete one.owner;
    free.push(one);
    for (const { client, message } of waiting.splice(0)) send(client, message);
  };
  for (const one of all) {
    messages(one.stream, false, (message) => {
      one.owner?.write(message);
      const idle = message[0] === 0x5a && message[5] === 0x49;
      if (idle && (options.mode === "transaction" || one.owner?.destroyed === true)) release(one);
    });
  }
  const server = createServer((client) => {
    clients.add(client);
    client.on("error", () => undefined);
    messages(client, true, (message, bare) => {
      if (bare) client.write(asksForTls(message) ? "N" : welcome);
      else if (message[0] !== 0x58) send(client, message);
    });
    client.on("close", () => {
      const mine = all.find(({ owner }) => owner === client);
      // What it left open is rolled back; the answer releases the connection.
      if (mine !== undefined) mine.stream.write(rollback);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { readonly port: number }).port,
    close: async () => {
      for (const client of clients) client.destroy();
      for (const { stream } of all) stream.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Passes everything on, but for one text in the server's answers; both have the same length. */
export async function startForger(
  { host, port }: DatabaseAddress,
  [from, to]: readonly [string, string],
): Promise<InBetween> {
  const sockets = new Set<Socket>();
  const { connect } = await import("node:net");
  const server = createServer((client) => {
    const upstream = connect(port, host);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
    }
    client.pipe(upstream);
    upstream.on("data", (chunk: Buffer) => {
      client.write(Buffer.from(chunk.toString("latin1").replaceAll(from, to), "latin1"));
    });
    upstream.on("close", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { readonly port: number }).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
