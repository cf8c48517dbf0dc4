/**
 * What reading the metadata of 10 to 10,000 tables costs, as a ratio to the bare cost: the same statements sent through the
 * driver, as many at a time, all rows read and dropped. The stand-in is a process of its own; its processor time is
 * shown beside the wall time, for it is in both. `command` is the whole `extract --all`: mapping and two files a table as
 * well. Each run is a process; pairs in turn, so that a slow moment of the machine hits both; medians are printed.
 * Usage: node bench/extract.js [pairs] [size…]      sizes: 10 100 1000 10000 50x200 50x200-listed; all when absent
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const atOnce = 8;
const password = "of-the-bench";

const sizes = {
  10: [["S10", 10]],
  100: [["S100", 100]],
  1000: [["S1000", 1000]],
  10000: [["S10000", 10_000]],
  // Below the cap, so that nothing but what protects each table asks for it by itself.
  "50x200": Array.from({ length: 50 }, (_, index) => [`M${String(index).padStart(2, "0")}`, 200]),
};

sizes["50x200-listed"] = sizes["50x200"];

/** `protection: none` in tables.yaml: listings of whole schemas, and nothing else. */
const listedOnly = (size) => size.endsWith("-listed");

const types =
  "NUMBER(38,0)|VARCHAR(200)|NUMBER(18,4)|TIMESTAMP_NTZ(9)|DATE|BOOLEAN|FLOAT|VARIANT|TIMESTAMP_TZ(6)|VARCHAR".split(
    "|",
  );
const columns = Array.from({ length: 29 }, (_, index) => `C${index} ${types[index % types.length]}`).join(", ");
const tableName = (index) => `T${String(index).padStart(5, "0")}`;

/** 30 columns and a primary key a table, a foreign key on each tenth. */
function schemaSql([schema, count]) {
  const tables = Array.from({ length: count }, (_, index) => {
    const key = index % 10 === 9 ? `, FOREIGN KEY (C0) REFERENCES BENCH.${schema}.${tableName(index - 9)} (ID)` : "";
    return `CREATE TABLE BENCH.${schema}.${tableName(index)} (ID NUMBER(38,0) PRIMARY KEY, ${columns}${key});`;
  });
  const rights = `GRANT USAGE ON SCHEMA BENCH.${schema} TO ROLE READER; GRANT REFERENCES ON ALL TABLES IN SCHEMA BENCH.${schema} TO ROLE READER;`;
  return `CREATE SCHEMA BENCH.${schema};\n${tables.join("\n")}\n${rights}`;
}

function wantedOf(size) {
  return sizes[size].flatMap(([schema, count]) =>
    Array.from({ length: count }, (_, index) => ({
      name: `${schema}_${tableName(index)}`.toLowerCase(),
      database: "BENCH",
      schema,
      table: tableName(index),
    })),
  );
}

// --- runs, each in a process of its own ---------------------------------------------------------------------------

async function product(url, size, statementsFile) {
  const { connectSnowflake } = await import(at("packages/snowflake-client/dist/index.js"));
  const { extractSources } = await import(at("packages/snowflake-extract/dist/index.js"));
  const credentials = { method: "password", password };
  const settings = { account: "BENCH", user: "READER", role: "READER", accessUrl: url, credentials };
  const db = await connectSnowflake(settings, { tag: "bench" });
  const sent = [];
  const before = performance.now();
  const query = (sql) => (sent.push(sql), db.query(sql));
  const protection = listedOnly(size) ? "none" : "masking";
  const outcomes = await extractSources({ query }, wantedOf(size), { protection });
  const ms = performance.now() - before;
  const failed = outcomes.filter(({ ok }) => !ok).length;
  const narrow = outcomes.filter(({ source }) => source?.columns.length !== 30).length;
  if (failed + narrow > 0) throw new Error(`${failed} tables failed, ${narrow} lack columns`);
  await db.close();
  writeFileSync(statementsFile, JSON.stringify(sent));
  return { ms, statements: sent.length };
}

async function bare(url, statementsFile) {
  const driver = createRequire(at("packages/snowflake-client/package.json"))("snowflake-sdk");
  driver.configure({ logLevel: "OFF", additionalLogToConsole: false, useEnvProxy: false });
  const options = { account: "BENCH", username: "READER", role: "READER", password, accessUrl: url, rowMode: "array" };
  const connection = driver.createConnection({ ...options, representNullAsStringNull: false });
  await new Promise((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
  const fetchAsString = ["String", "Boolean", "Number", "Date", "JSON", "Buffer", "OBJECT", "ARRAY", "MAP"];
  const statements = JSON.parse(readFileSync(statementsFile, "utf8"));
  const listings = statements.filter((sql) => !sql.startsWith("DESCRIBE"));
  const queue = statements.filter((sql) => sql.startsWith("DESCRIBE")).values();
  const run = (sqlText) =>
    new Promise((resolve, reject) => {
      const complete = (error, _, rows) => (error ? reject(error) : resolve(rows.length));
      connection.execute({ sqlText, fetchAsString, rowMode: "array", complete });
    });
  const worker = async () => {
    for (const sql of queue) await run(sql);
  };
  const before = performance.now();
  // What a reader learns from the listings decides what else it asks.
  for (const sql of listings) await run(sql);
  await Promise.all(Array.from({ length: atOnce }, worker));
  const ms = performance.now() - before;
  await new Promise((resolve) => connection.destroy(() => resolve()));
  return { ms, statements: statements.length };
}

// --- the measuring process ----------------------------------------------------------------------------------------

/** Tells the peak of the process's memory when it ends; in front of any program. */
const tellPeak = `data:text/javascript,${encodeURIComponent(
  'import { writeSync } from "node:fs"; process.on("exit", () => writeSync(3, String(process.resourceUsage().maxRSS)));',
)}`;

function runNode(args, options = {}) {
  const before = performance.now();
  const env = { ...process.env, ...options.env, SNOWFLAKE_DISABLE_PLATFORM_DETECTION: "true" };
  const child = spawn(process.execPath, ["--import", tellPeak, ...args], {
    stdio: ["ignore", "pipe", "inherit", "pipe"],
    env,
    cwd: options.cwd,
  });
  let [stdout, peak] = ["", ""];
  child.stdout.on("data", (data) => (stdout += data));
  child.stdio[3].on("data", (data) => (peak += data));
  return new Promise((resolve, reject) => {
    child.on("close", (code) => {
      if (code !== 0) reject(new Error(`node ${args.join(" ")} ended with ${code}: ${stdout.slice(-2000)}`));
      else resolve({ stdout, mb: Number(peak) / 1024, ms: performance.now() - before });
    });
  });
}

async function runHere(...args) {
  const { stdout, mb } = await runNode([fileURLToPath(import.meta.url), "--run", ...args]);
  return { ...JSON.parse(stdout), mb };
}

async function command(url, size, folder) {
  const project = join(folder, `project-${size}`);
  rmSync(project, { recursive: true, force: true });
  mkdirSync(join(project, "config"), { recursive: true });
  const entries = wantedOf(size).map(
    ({ name, schema, table }) =>
      `  - { name: ${name}, snowflake: { schema: ${schema}, table: ${table} }, postgres: { schema: ${schema.toLowerCase()} } }`,
  );
  const protection = listedOnly(size) ? "protection: none\n" : "";
  const head = `version: 1\nedition: 1\n${protection}defaults: { snowflake: { database: BENCH } }\ntables:\n`;
  writeFileSync(join(project, "config/tables.yaml"), `${head}${entries.join("\n")}\n`);
  const env = {
    SNOWFLAKE_ACCOUNT: "BENCH",
    SNOWFLAKE_ACCESS_URL: url,
    SNOWFLAKE_USER: "READER",
    SNOWFLAKE_PASSWORD: password,
    SNOWFLAKE_ROLE: "READER",
  };
  return runNode([at("apps/extractor-cli/bin/extractor-cli.js"), "extract", "--all", "-q"], { cwd: project, env });
}

async function startStandIn(folder, chosen) {
  const sql = join(folder, "bench.sql");
  const schemas = [...new Set(chosen.flatMap((size) => sizes[size]))].map(schemaSql);
  const head = "CREATE DATABASE BENCH; CREATE ROLE IF NOT EXISTS READER; GRANT USAGE ON DATABASE BENCH TO ROLE READER;";
  writeFileSync(sql, `${head}\n${schemas.join("\n")}\n`);
  const bin = at("tooling/snowflake-sim/bin/snowflake-sim.js");
  const user = `READER:${password}:READER`;
  const child = spawn(process.execPath, [bin, "--account", "BENCH", "--user", user, "--sql", sql, "--parent"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const line = await new Promise((resolve, reject) => {
    child.stdout.once("data", resolve);
    child.on("exit", (code) => reject(new Error(`the stand-in ended with ${code}`)));
  });
  return { url: JSON.parse(line).url, pid: child.pid, stop: () => child.stdin.end() };
}

/** Seconds of processor time that a process has used so far; 0 where there is no /proc. */
function cpuSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function measure(standIn, size, { pairs, folder }) {
  const file = join(folder, `statements-${size}.json`);
  const runs = [];
  // The first pair warms the stand-in up.
  for (let pair = 0; pair <= pairs; pair += 1) {
    const begun = cpuSeconds(standIn.pid);
    const ours = await runHere("product", standIn.url, size, file);
    const between = cpuSeconds(standIn.pid);
    const theirs = await runHere("bare", standIn.url, file);
    runs.push({ ours, theirs, standIn: between - begun });
  }
  const counted = runs.slice(1);
  const of = (pick) => median(counted.map(pick));
  const whole = await command(standIn.url, size, folder);
  const bareMs = of(({ theirs }) => theirs.ms);
  return [
    size,
    counted[0].ours.statements,
    `${(of(({ ours }) => ours.ms) / 1000).toFixed(2)} s`,
    `${(bareMs / 1000).toFixed(2)} s`,
    `${of(({ ours, theirs }) => ours.ms / theirs.ms).toFixed(2)}`,
    `${of((run) => run.standIn).toFixed(2)} s`,
    `${of(({ ours }) => ours.mb).toFixed(0)} MB`,
    `${of(({ theirs }) => theirs.mb).toFixed(0)} MB`,
    `${of(({ ours, theirs }) => ours.mb / theirs.mb).toFixed(2)}`,
    `${(whole.ms / 1000).toFixed(1)} s`,
    `${whole.mb.toFixed(0)} MB`,
  ];
}

const heads =
  "tables|statements|extract|bare|ratio|of it stand-in's CPU|peak RSS|bare RSS|ratio|whole command|its peak RSS".split(
    "|",
  );

async function main([pairsText = "3", ...named]) {
  const chosen = named.length === 0 ? Object.keys(sizes) : named;
  const folder = mkdtempSync(join(tmpdir(), "dp-bench-"));
  const standIn = await startStandIn(folder, chosen);
  try {
    const row = (cells) => process.stdout.write(`| ${cells.join(" | ")} |\n`);
    row(heads);
    row(heads.map(() => "---:"));
    for (const size of chosen) row(await measure(standIn, size, { pairs: Number(pairsText), folder }));
  } finally {
    standIn.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const [first, kind, ...rest] = process.argv.slice(2);
if (first !== "--run") await main(process.argv.slice(2));
else process.stdout.write(JSON.stringify(await (kind === "bare" ? bare(...rest) : product(...rest))));
