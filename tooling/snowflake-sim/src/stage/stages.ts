import { createHash, randomBytes, randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { statementType, type Session, type StatementResult } from "../contracts.ts";
import { listingColumns, listingResult } from "../show/listing.ts";
import type { StageStatement, UnloadFormat } from "./statements.ts";

const compress = promisify(gzip);

interface StageFile {
  readonly body: Buffer;
  readonly md5: string;
  readonly at: number;
}

type Unload = Extract<StageStatement, { type: "unload" }>;

/** Threads that write files at the same time, as a small warehouse has several. */
const writers = 2;

/** The users' own stages (`@~`): files in memory, read over HTTP with a token as on Google's storage. */
export class Stages {
  /** Goes with every answer to GET. */
  readonly token = randomBytes(24).toString("hex");
  readonly #users = new Map<string, Map<string, StageFile>>();

  /** Writes a query's rows to files. */
  async unload(session: Session, statement: Unload, rows: StatementResult["rows"]): Promise<StatementResult> {
    const id = randomUUID();
    const open = Array.from({ length: writers }, () => ({ text: [] as string[], size: 0, files: 0 }));
    const counts = { rows: 0, input: 0, output: 0 };
    const flush = async (writer: number): Promise<void> => {
      const file = open[writer];
      if (file === undefined || file.text.length === 0) return;
      const body = await compress(file.text.join(""), { level: 1 });
      counts.output += body.length;
      const name = `data_${id}_${String(writer)}_0_${String(file.files)}.csv.gz`;
      const path = statement.location === "" || statement.location.endsWith("/") ? name : `_${name}`;
      const md5 = createHash("md5").update(body).digest("hex");
      this.#of(session.user).set(statement.location + path, { body, md5, at: Date.now() });
      open[writer] = { text: [], size: 0, files: file.files + 1 };
    };
    let batchNumber = 0;
    for await (const batch of rows) {
      const writer = batchNumber++ % writers;
      const text = batch.map((row) => recordText(JSON.parse(row) as (string | null)[], statement.format)).join("");
      const file = open[writer];
      if (file === undefined) continue;
      file.text.push(text);
      file.size += text.length;
      counts.rows += batch.length;
      counts.input += text.length;
      if (file.size >= statement.maxFileSize) await flush(writer);
    }
    for (const writer of open.keys()) await flush(writer);
    const columns = listingColumns("rows_unloaded:fixed|input_bytes:fixed|output_bytes:fixed");
    const row = [String(counts.rows), String(counts.input), String(counts.output)];
    return listingResult(statementType.copy, columns, [row]);
  }

  list(session: Session, location: string): StatementResult {
    const rows = this.#matching(session.user, location).map(([name, { body, md5, at }]) => [
      name,
      String(body.length),
      md5,
      new Date(at).toUTCString(),
    ]);
    return listingResult(statementType.show, listingColumns("name|size:fixed|md5|last_modified"), rows);
  }

  remove(session: Session, location: string): StatementResult {
    const gone = this.#matching(session.user, location);
    for (const [name] of gone) this.#of(session.user).delete(name);
    const rows = gone.map(([name]) => [name, "removed"]);
    return listingResult(statementType.show, listingColumns("name|result"), rows);
  }

  /** What a client needs to fetch files itself. */
  get(session: Session, { location, folder }: Extract<StageStatement, { type: "get" }>): StatementResult {
    const files = this.#matching(session.user, location).map(([name]) => name);
    const transfer = { files, folder, bucket: session.user, token: this.token };
    return { ...listingResult(statementType.show, [], []), transfer };
  }

  /** A file's bytes, for who has the token. */
  read(user: string, path: string, authorization: string | undefined): Buffer | undefined {
    return authorization === `Bearer ${this.token}` ? this.#of(user).get(path)?.body : undefined;
  }

  #of(user: string): Map<string, StageFile> {
    const files = this.#users.get(user) ?? new Map<string, StageFile>();
    this.#users.set(user, files);
    return files;
  }

  #matching(user: string, location: string): [string, StageFile][] {
    return [...this.#of(user)].filter(([name]) => name.startsWith(location)).sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

/** All values are text here: with an enclosing character each is enclosed, NULL's text too where there is one. */
function recordText(row: readonly (string | null)[], format: UnloadFormat): string {
  const { enclosure, nullText, fieldDelimiter, recordDelimiter } = format;
  const enclosed = (text: string): string =>
    enclosure === "" ? text : enclosure + text.replaceAll(enclosure, enclosure + enclosure) + enclosure;
  const field = (value: string | null): string =>
    value === null ? (nullText === "" ? "" : enclosed(nullText)) : enclosed(value);
  return row.map(field).join(fieldDelimiter) + recordDelimiter;
}
