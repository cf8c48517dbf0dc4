import type { Client } from "pg";

/** What a statement in flight may be told by the connection; `pg` hands every message of the server on. */
interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sync(): void;
}

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** A row of PostgreSQL's COPY text format (manual, COPY, "Text Format"). */
function copyLine(row: readonly (string | null)[]): string {
  const cells = row.map((value) =>
    value === null ? "\\N" : value.replace(/[\\\t\n\r]/g, (found) => escapes[found] ?? found),
  );
  return `${cells.join("\t")}\n`;
}

/** Runs `COPY … FROM STDIN` with these rows. Rejects with the server's error. */
export function copyIn(client: Client, statement: string, rows: Iterable<readonly (string | null)[]>): Promise<void> {
  return new Promise((resolve, reject) => {
    const submitted = {
      submit: (connection: CopyConnection) => {
        connection.query(statement);
      },
      handleCopyInResponse: (connection: CopyConnection) => {
        let chunk = "";
        for (const row of rows) {
          chunk += copyLine(row);
          if (chunk.length > 1_000_000) {
            connection.sendCopyFromChunk(Buffer.from(chunk));
            chunk = "";
          }
        }
        connection.sendCopyFromChunk(Buffer.from(chunk));
        connection.endCopyFrom();
      },
      handleError: reject,
      handleCommandComplete: () => undefined,
      handleReadyForQuery: resolve,
    };
    client.query(submitted as never);
  });
}
