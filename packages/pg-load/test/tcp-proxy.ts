import { connect, createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

import type { DatabaseAddress } from "@dp/embedded-postgres";

/** A way to the server that can be cut at a moment chosen by what goes over it. */
export interface Proxy {
  readonly address: DatabaseAddress;
  /** From now on, the next answer behind a request that holds these bytes never arrives: the connection ends instead. */
  cutAnswerTo(text: string): void;
  readonly cuts: () => number;
  close(): Promise<void>;
}

/** Stands between a client and the server, on 127.0.0.1. */
export async function openProxy(address: DatabaseAddress): Promise<Proxy> {
  let wanted: string | undefined;
  let cuts = 0;
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const upstream = connect(address.port, address.host);
    let cutting = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.on("data", (chunk: Buffer) => {
      if (wanted !== undefined && chunk.includes(wanted)) {
        cutting = true;
        wanted = undefined;
      }
      upstream.write(chunk);
    });
    upstream.on("data", (chunk: Buffer) => {
      if (!cutting) {
        client.write(chunk);
        return;
      }
      // The server has answered, so it is done; nobody hears of it.
      cuts++;
      client.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: { ...address, host: "127.0.0.1", port: (server.address() as AddressInfo).port },
    cutAnswerTo: (text) => {
      wanted = text;
    },
    cuts: () => cuts,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}
