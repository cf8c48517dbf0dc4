/**
 * Serves one result of any size over Snowflake's protocol, from a few chunks that are made once and served again and again,
 * so that the server costs next to nothing: `node bench/data/replay.js narrow|wide <rows>` prints its port.
 */
import { randomUUID } from "node:crypto";
import { Buffer } from "node:buffer";
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";

const [shape = "narrow", rows = "1000000"] = process.argv.slice(2);
const distinct = 8;
const rowsPerChunk = shape === "narrow" ? 125_000 : 25_000;

/** A row that differs from its neighbours as rows do. */
const makers = {
  narrow: (id) => [
    String(id),
    `customer ${(id * 7919) % 100_003}`,
    ((id * 1.37) % 10_000).toFixed(2),
    `2026-0${1 + (id % 9)}-${10 + (id % 18)} 1${id % 10}:${10 + (id % 50)}:${10 + (id % 49)}.${String((id * 7) % 1_000_000).padStart(6, "0")}`,
    id % 5 === 0 ? null : id % 2 === 0 ? "true" : "false",
  ],
  wide: (id) =>
    Array.from({ length: 30 }, (_, column) => {
      if (column % 10 === 9) return id % 3 === 0 ? null : `\\x${((id + column) * 2_654_435_761).toString(16)}`;
      if (column % 10 === 8) return JSON.stringify({ id, tags: ["a", `b${column}`], note: "line\nnext" });
      if (column % 10 === 7) return `free text of row ${id}, with "quotes", an ä and a tab\there`;
      return makers.narrow(id + column)[column % 5];
    }),
};

const make = makers[shape];
const width = make(1).length;
const chunks = Array.from({ length: distinct }, (_, chunk) => {
  const texts = Array.from({ length: rowsPerChunk }, (_, row) => JSON.stringify(make(chunk * rowsPerChunk + row + 1)));
  const plain = Buffer.from(texts.join(","));
  return { body: gzipSync(plain, { level: 6 }), plainBytes: plain.length };
});
const count = Math.round(Number(rows) / rowsPerChunk);

const ok = (data, code = null) => JSON.stringify({ data, code, message: null, success: true });
const queryId = "01b00000-0000-0000-0000-000000000001";
const parameters = Object.entries({
  TIMEZONE: "UTC",
  DATE_OUTPUT_FORMAT: "YYYY-MM-DD",
  TIME_OUTPUT_FORMAT: "HH24:MI:SS",
  TIMESTAMP_OUTPUT_FORMAT: "YYYY-MM-DD HH24:MI:SS.FF9",
  TIMESTAMP_NTZ_OUTPUT_FORMAT: "",
  TIMESTAMP_LTZ_OUTPUT_FORMAT: "",
  TIMESTAMP_TZ_OUTPUT_FORMAT: "",
  BINARY_OUTPUT_FORMAT: "HEX",
}).map(([name, value]) => ({ name, value }));

function result(origin) {
  const rowtype = Array.from({ length: width }, (_, index) => ({ name: `C${index}`, type: "text", nullable: true }));
  const list = Array.from({ length: count }, (_, index) => ({
    url: `${origin}/chunk/${index}`,
    rowCount: rowsPerChunk,
    uncompressedSize: chunks[index % distinct].plainBytes,
    compressedSize: chunks[index % distinct].body.length,
  }));
  const total = count * rowsPerChunk;
  return {
    queryId,
    parameters,
    rowtype,
    rowset: [],
    total,
    returned: total,
    version: 1,
    queryResultFormat: "json",
    chunks: list,
  };
}

/** Who signs in and asks for the session's facts gets one row of whatever columns it names. */
function small(sql) {
  const names = [...sql.matchAll(/AS "(\w+)"/g)].map(([, name]) => name);
  const columns = names.length === 0 ? ["status"] : names;
  const rowtype = columns.map((name) => ({ name, type: "text", nullable: true }));
  const data = {
    queryId: randomUUID(),
    parameters,
    rowtype,
    rowset: [columns.map(() => "BENCH")],
    total: 1,
    returned: 1,
  };
  return { ...data, version: 1, queryResultFormat: "json" };
}

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const origin = `http://${request.headers.host}`;
  const chunk = /^\/chunk\/(\d+)$/.exec(pathname);
  if (chunk !== null) {
    const { body } = chunks[Number(chunk[1]) % distinct];
    const headers = {
      "content-type": "binary/octet-stream",
      "content-encoding": "gzip",
      "content-length": body.length,
    };
    response.writeHead(200, headers).end(body);
    return;
  }
  let text = "";
  for await (const part of request) text += part;
  response.setHeader("content-type", "application/json");
  if (pathname === "/session/v1/login-request") {
    response.end(
      ok({ token: "t", masterToken: "m", validityInSeconds: 3600, masterValidityInSeconds: 14_400, parameters }),
    );
  } else if (pathname.endsWith("/result")) response.end(ok(result(origin)));
  else if (pathname === "/queries/v1/query-request") {
    const { sqlText, asyncExec } = JSON.parse(text);
    if (asyncExec === true) response.end(ok({ queryId, getResultUrl: `/queries/${queryId}/result` }, "333334"));
    else response.end(ok(sqlText === "SELECT ROWS" ? result(origin) : small(sqlText)));
  } else response.end(ok(null));
});
server.listen(0, "127.0.0.1", () => {
  const plain = Array.from({ length: count }, (_, index) => chunks[index % distinct].plainBytes).reduce(
    (a, b) => a + b,
    0,
  );
  console.log(JSON.stringify({ port: server.address().port, rows: count * rowsPerChunk, chunks: count, plain, width }));
});
process.stdin.on("end", () => server.close(() => undefined).closeAllConnections()).resume();
