/**
 * Reading a result into parts, against the bare fetch and gunzip of the same chunks, and against the driver's own stream of
 * rows. Each run is a process of its own and the chunks come from another one; all runs of a size stand next to each other.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { get } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createGunzip } from "node:zlib";

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const sizes = { "1m": ["narrow", 1e6], "10m": ["narrow", 1e7], "50m": ["narrow", 5e7], wide: ["wide", 1e6] };
const threads = 2;

// --- runs, each in a process of its own ---------------------------------------------------------------------------

/** Bodies are fetched and decompressed, and nothing else; `atOnce` of them side by side. */
async function bare({ port, chunks }, atOnce) {
  let bytes = 0;
  const queue = Array.from({ length: chunks }, (_, index) => index).values();
  const one = async (index) => {
    const answer = await new Promise((resolve, reject) => {
      get({ port, host: "127.0.0.1", path: `/chunk/${index}` }, resolve).on("error", reject);
    });
    for await (const piece of answer.pipe(createGunzip({ chunkSize: 256 * 1024 }))) bytes += piece.length;
  };
  const worker = async () => {
    for (const index of queue) await one(index);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { bytes };
}

async function connect({ port }) {
  const { connectSnowflake } = await import(at("packages/snowflake-client/dist/index.js"));
  const credentials = { method: "password", password: "of-the-bench" };
  const settings = { account: "BENCH", user: "READER", accessUrl: `http://127.0.0.1:${port}`, credentials };
  return connectSnowflake(settings, { tag: "bench", statementTimeoutMs: 3_600_000 });
}

async function reader(server, part) {
  const { openReader } = await import(at("packages/snowflake-unload/dist/index.js"));
  const db = await connect(server);
  const folder = mkdtempSync(join(tmpdir(), "dp-bench-"));
  const open = openReader(db, { part, workers: threads, reader: "result" });
  const columns = Array.from({ length: server.width }, (_, index) => `C${index}`);
  try {
    const [begin, cpu] = [performance.now(), process.cpuUsage()];
    const path = (index) => join(folder, String(index));
    const { parts } = await open.read({
      sql: "SELECT ROWS",
      columns,
      path,
      onPart: (done) => rmSync(done.path, { force: true }),
    });
    const ms = performance.now() - begin;
    return { ms, cpu: process.cpuUsage(cpu), rows: parts.reduce((sum, { facts }) => sum + facts.rows, 0) };
  } finally {
    await open.close();
    await db.close();
    rmSync(folder, { recursive: true });
  }
}

async function driver({ port }) {
  const require = createRequire(at("packages/snowflake-client/package.json"));
  process.env.SNOWFLAKE_DISABLE_PLATFORM_DETECTION = "true";
  const sdk = require("snowflake-sdk");
  sdk.configure({ logLevel: "OFF", additionalLogToConsole: false, useEnvProxy: false });
  const connection = sdk.createConnection({
    account: "BENCH",
    username: "READER",
    password: "of-the-bench",
    accessUrl: `http://127.0.0.1:${port}`,
    rowMode: "array",
    representNullAsStringNull: false,
  });
  await new Promise((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
  const [begin, cpu] = [performance.now(), process.cpuUsage()];
  const statement = await new Promise((resolve, reject) => {
    const complete = (error, done) => (error ? reject(error) : resolve(done));
    connection.execute({ sqlText: "SELECT ROWS", streamResult: true, complete });
  });
  let rows = 0;
  for await (const row of statement.streamRows()) rows += row.length > 0 ? 1 : 0;
  const told = { ms: performance.now() - begin, cpu: process.cpuUsage(cpu), rows };
  await new Promise((resolve) => connection.destroy(() => resolve()));
  return told;
}

const bundlePart = (options) => ({ module: "@dp/bundle/part", options });
const age = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
const runs = {
  "fetch + gunzip, one by one": (server) => bare(server, 1),
  "fetch + gunzip, two at once": (server) => bare(server, threads),
  "result, dropped": (server) => reader(server, { module: new URL("null-part.js", import.meta.url).href }),
  "result, plain parts": (server) => reader(server, bundlePart({ compression: "none" })),
  "result, gzip": (server) => reader(server, bundlePart({ compression: "gzip" })),
  "result, gzip + age": (server) => reader(server, bundlePart({ compression: "gzip", recipients: [age] })),
  "driver's rows": driver,
};

// --- the measuring process ----------------------------------------------------------------------------------------

async function inProcess(name, server) {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), "--run", name, JSON.stringify(server)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (data) => (text += data));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`${name} ended with ${code}`);
  return JSON.parse(text);
}

async function startReplay([shape, rows]) {
  const child = spawn(process.execPath, [at("bench/data/replay.js"), shape, String(rows)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const line = await new Promise((resolve) => child.stdout.once("data", resolve));
  return { server: JSON.parse(line), stop: () => child.stdin.end() };
}

async function measure(size) {
  const { server, stop } = await startReplay(sizes[size]);
  const mb = server.plain / 1e6;
  console.log(
    `\n${size}: ${server.rows} rows of ${server.width} columns, ${mb.toFixed(0)} MB of JSON in ${server.chunks} chunks\n`,
  );
  console.log("| run | s | MB/s | rows/s | to gunzip one by one | two at once | to the driver | peak RSS | CPU s |");
  console.log("| --- | --: | --: | --: | --: | --: | --: | --: | --: |");
  const all = new Map();
  for (const name of Object.keys(runs)) {
    if (name === "driver's rows" && server.rows > 1e6) continue;
    all.set(name, await inProcess(name, server));
  }
  stop();
  const rate = (name) => (all.has(name) ? server.rows / (all.get(name).ms / 1000) : NaN);
  const ratio = (name, other) => (Number.isNaN(rate(other)) ? "–" : (rate(name) / rate(other)).toFixed(2));
  for (const [name, { ms, rss, cpu }] of all) {
    const s = ms / 1000;
    const cells = [name, s.toFixed(2), (mb / s).toFixed(0), `${(rate(name) / 1000).toFixed(0)} k`];
    const ratios = ["fetch + gunzip, one by one", "fetch + gunzip, two at once", "driver's rows"].map((other) =>
      ratio(name, other),
    );
    console.log(`| ${[...cells, ...ratios, `${rss.toFixed(0)} MB`, cpu.toFixed(1)].join(" | ")} |`);
  }
}

/** Measures the sizes that are named, all but the largest when none is. */
export async function run(names) {
  for (const size of names.length === 0 ? ["1m", "10m", "wide"] : names) await measure(size);
}

if (process.argv[2] === "--run") {
  const [, , , name, server] = process.argv;
  const [begin, before] = [performance.now(), process.cpuUsage()];
  const told = await runs[name](JSON.parse(server));
  const { user, system } = told.cpu ?? process.cpuUsage(before);
  const ms = told.ms ?? performance.now() - begin;
  console.log(JSON.stringify({ ms, rss: process.resourceUsage().maxRSS / 1024, cpu: (user + system) / 1e6 }));
}
