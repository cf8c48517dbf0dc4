import { SnowflakeError } from "./error.ts";
import type { ResultChunk, ResultColumn, ResultFacts } from "./result-types.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * What an answer says of a result.
 * @throws SnowflakeError SNOWFLAKE_UNEXPECTED_ANSWER
 */
export function readResultFacts(text: string | undefined, queryId: string): ResultFacts {
  const data = fields(fields(parsed(text))?.data);
  if (data === undefined) throw unexpected("the driver's answers cannot be seen", queryId);
  const { rowtype, rowset, chunks = [], queryResultFormat } = data;
  if (queryResultFormat !== undefined && queryResultFormat !== null && queryResultFormat !== "json") {
    throw unexpected(`rows come as ${JSON.stringify(queryResultFormat)}, not as json`, queryId);
  }
  if (!Array.isArray(rowtype) || !Array.isArray(chunks)) throw unexpected("no result in it", queryId);
  const inline = readInline(rowset, queryId);
  const read = (chunks as unknown[]).map((chunk) => readChunk(chunk, queryId));
  const rows = Number(data.returned ?? data.total);
  const there = read.reduce((sum, chunk) => sum + chunk.rows, inline.length);
  if (rows !== there) throw unexpected(`${String(there)} rows are listed of ${String(rows)}`, queryId);
  const columns = (rowtype as unknown[]).map((column) => readColumn(column, queryId));
  return { queryId, columns, rows, inline, chunks: read, headers: readHeaders(data) };
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fields(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null ? (value as Fields) : undefined;
}

function readInline(rowset: unknown, queryId: string): ResultFacts["inline"] {
  if (rowset === undefined || rowset === null) return [];
  const good =
    Array.isArray(rowset) &&
    rowset.every((row) => Array.isArray(row) && row.every((value) => value === null || typeof value === "string"));
  if (!good) throw unexpected("values are not all text", queryId);
  return rowset as ResultFacts["inline"];
}

function readChunk(value: unknown, queryId: string): ResultChunk {
  const { url, rowCount, uncompressedSize, compressedSize } = fields(value) ?? {};
  if (typeof url !== "string" || !URL.canParse(url) || !Number.isSafeInteger(rowCount)) {
    throw unexpected("a chunk without an address or a number of rows", queryId);
  }
  return { url, rows: Number(rowCount), plainBytes: size(uncompressedSize), bytes: size(compressedSize) };
}

function size(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

function readColumn(value: unknown, queryId: string): ResultColumn {
  const { name, type } = fields(value) ?? {};
  if (typeof name !== "string" || typeof type !== "string") throw unexpected("a column without name or type", queryId);
  return { name, type };
}

/** Headers as given; where there is only a key, those that the storage takes it by. */
function readHeaders({ chunkHeaders, qrmk }: Fields): Readonly<Record<string, string>> {
  const given = fields(chunkHeaders);
  if (given !== undefined) return Object.fromEntries(Object.entries(given).map(([name, text]) => [name, String(text)]));
  if (typeof qrmk !== "string") return {};
  return {
    "x-amz-server-side-encryption-customer-algorithm": "AES256",
    "x-amz-server-side-encryption-customer-key": qrmk,
  };
}

function unexpected(detail: string, queryId: string): SnowflakeError {
  return new SnowflakeError("SNOWFLAKE_UNEXPECTED_ANSWER", { detail, where: `query ${queryId}` });
}
