import {
  type BundleStore,
  type FolderRef,
  type Identity,
  type OpenPartOptions,
  openPart,
  type PartFile,
} from "@dp/bundle";
import { type PgConnection, PostgresError } from "@dp/pg-client";
import { quoteColumns, quoteQualified, type QualifiedName } from "@dp/pg-ddl";

import { LoadError } from "../errors.ts";

/** A part and where its rows go. */
export interface PartWork {
  readonly table: { readonly name: string };
  readonly part: PartFile;
  readonly name: QualifiedName;
  readonly columns: readonly string[];
}

/** Where parts come from and how they are opened. */
export interface PartSource {
  readonly store: BundleStore;
  readonly ref: FolderRef;
  readonly manifest: OpenPartOptions["manifest"];
  readonly identities: readonly Identity[];
  /** Values may stand in errors. */
  readonly showValues: boolean;
  /** Bytes of COPY text that went over. */
  readonly onBytes: (bytes: number) => void;
}

interface CopyPlace {
  readonly row?: number;
  readonly column?: string;
  readonly value?: string;
}

/**
 * The server says in its own language: `COPY b1_t0, line 3, column amount: "12 000"`. The table's name is ours, so that
 * the number behind it is the row's, and the column is one that we know.
 */
function placeOf({ context, column: named }: PostgresError, { name, columns }: PartWork): CopyPlace {
  const head = `COPY ${name.name}, `;
  const line = context?.split("\n").find((one) => one.startsWith(head));
  const found = line === undefined ? null : /^\S+ (\d+)(?:, \S+ ([^]*))?/.exec(line.slice(head.length));
  const rest = found?.[2];
  const column =
    rest === undefined ? named : columns.filter((one) => rest.startsWith(one)).sort((a, b) => b.length - a.length)[0];
  const value = rest === undefined || column === undefined ? undefined : rest.slice(column.length).replace(/^: /, "");
  return {
    ...(found === null ? {} : { row: Number(found[1]) }),
    ...(column === undefined ? {} : { column }),
    ...(value === undefined ? {} : { value }),
  };
}

function refused(error: PostgresError, work: PartWork, showValues: boolean): LoadError {
  const { row, column, value } = placeOf(error, work);
  const { table, part } = work;
  const where = [
    `table ${table.name}`,
    ...(column === undefined ? [] : [`column ${column}`]),
    ...(row === undefined ? [] : [`row ${String(row)} of ${part.file}`]),
  ].join(", ");
  const shown = showValues && value !== undefined ? ` (${value})` : "";
  // The message names the load table, which nobody knows.
  const message = error.message.replaceAll(work.name.name, table.name);
  return new LoadError(
    {
      code: "LOAD_VALUE_REFUSED",
      message: `PostgreSQL refuses a value: ${message}${shown} [${error.sqlState ?? error.code}]`,
      hint: showValues
        ? "nothing of the bundle was loaded; correct the row in Snowflake, or the column's type, and send the bundle again"
        : "nothing of the bundle was loaded; --show-values shows the value; correct the row in Snowflake, or the column's type, and send the bundle again",
      where,
    },
    error,
  );
}

/** Data exceptions and integrity constraints: the row is to blame, not the way to the server. */
function isAboutRow(error: unknown): error is PostgresError {
  return error instanceof PostgresError && /^(22|23)/.test(error.sqlState ?? "");
}

async function* counted(chunks: AsyncIterable<Buffer>, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    yield chunk;
    onBytes(chunk.length);
  }
}

/**
 * Copies a part into its load table. It ends without an error only when every hash and count is as the manifest has it:
 * until then nothing may be committed.
 * @throws LoadError LOAD_VALUE_REFUSED, LOAD_ROWS_DIFFER; BundleError; PostgresError
 */
export async function copyPart(db: PgConnection, source: PartSource, work: PartWork): Promise<void> {
  const { store, ref, manifest, identities, onBytes } = source;
  const chunks = openPart(store, ref, { manifest, identities, part: work.part });
  const sql = `COPY ${quoteQualified(work.name)} (${quoteColumns(work.columns)}) FROM STDIN`;
  let rows: number;
  try {
    rows = await db.copyIn(sql, counted(chunks, onBytes));
  } catch (error) {
    throw isAboutRow(error) ? refused(error, work, source.showValues) : error;
  }
  if (rows === work.part.rows) return;
  throw new LoadError({
    code: "LOAD_ROWS_DIFFER",
    message: `${work.part.file} brought ${String(rows)} rows, and the manifest says ${String(work.part.rows)}`,
    hint: "nothing of the bundle was loaded; have it sent again",
    where: `table ${work.table.name}`,
  });
}
