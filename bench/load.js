/**
 * What loading a bundle costs beside `psql \copy` of the same plain rows into the same table: the COPY phase (read,
 * verify, decrypt, gunzip, COPY) over one and over two sessions, then indexes and statistics, the sums, the final
 * transaction, and an incremental bundle of a tenth of the rows; with the peak memory of the loading process. Rounds in
 * turn, so that a slow moment of the machine hits all; medians are printed.
 * Usage: node bench/load.js [narrow|wide] [rows] [rounds]
 */
import { spawn } from "node:child_process";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const bundle = await import(at("packages/bundle/dist/index.js"));

const target = (name, columns) => ({
  schema: "bench",
  table: name,
  requires: { postgres: 14, extensions: [] },
  columns: columns.map(([column, type]) => ({
    name: column,
    from: column.toUpperCase(),
    type,
    nullable: column !== "id",
    fidelity: "exact",
  })),
  primaryKey: { name: `${name}_pkey`, columns: ["id"] },
  uniqueKeys: [],
  foreignKeys: [],
  indexes: [],
});

const narrow = [
  ["id", "bigint"],
  ["account", "integer"],
  ["booked", "timestamp(6) without time zone"],
  ["amount", "numeric(12,2)"],
  ["note", "character varying(40)"],
];
const wide = [
  ["id", "bigint"],
  ...Array.from({ length: 39 }, (_, i) => [
    `c${i}`,
    ["integer", "text", "numeric(18,4)", "date", "timestamp(6) without time zone", "boolean"][i % 6],
  ]),
];

const pad = (number, width) => String(number).padStart(width, "0");
const value = (type, id, i) => {
  const mixed = Math.imul(id + 1, 2654435761 + i * 97) >>> 0;
  if (type === "bigint") return String(id);
  if (type === "integer") return String(mixed % 1_000_000);
  if (type === "boolean") return mixed % 2 === 0 ? "t" : "f";
  if (type === "date") return `20${pad(mixed % 30, 2)}-${pad(1 + (mixed % 12), 2)}-${pad(1 + (mixed % 28), 2)}`;
  if (type.startsWith("timestamp"))
    return `2026-${pad(1 + (mixed % 12), 2)}-${pad(1 + (mixed % 28), 2)} ${pad(mixed % 24, 2)}:${pad(mixed % 60, 2)}:${pad(mixed % 59, 2)}.${pad(1 + (mixed % 899_999), 6)}`;
  if (type.startsWith("numeric")) return `${mixed % 100_000}.${pad(mixed % 100, 2)}${type.endsWith("4)") ? "07" : ""}`;
  return `note ${mixed.toString(36)} ${i}`;
};

const { startPostgres } = await import(at("tooling/embedded-postgres/dist/index.js"));
const { completeTableMetadata } = await import(at("packages/metadata/dist/index.js"));
const { bucketSumsPostgres } = await import(at("packages/type-map/dist/sql.js"));
const { default: pg } = await import(createRequire(at("packages/pg-client/package.json")).resolve("pg"));

const kind = process.argv[2] ?? "narrow";
const rows = Number(process.argv[3] ?? 1_000_000);
const rounds = Number(process.argv[4] ?? 3);
const columns = kind === "wide" ? wide : narrow;
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

const metadata = completeTableMetadata({
  edition: 1,
  name: "t",
  source: {
    system: "snowflake",
    database: "B",
    schema: "S",
    table: "T",
    kind: "TABLE",
    columns: columns.map(([name]) => ({ name: name.toUpperCase(), type: "VARCHAR(10)", nullable: name !== "id" })),
    uniqueKeys: [],
    foreignKeys: [],
  },
  settings: {},
  target: target("t", columns),
  findings: [],
});

const work = mkdtempSync(join(tmpdir(), "dp-bench-load-"));
const server = await startPostgres();
const client = new pg.Client(server.address ?? server);
await client.connect();
const address = {
  host: client.host,
  port: client.port,
  user: client.user,
  password: client.password,
  database: client.database,
};

/** Rows as COPY text in two halves, and as parts. */
async function write(from, to, note) {
  const perPart = kind === "wide" ? 50_000 : 500_000;
  const folder = mkdtempSync(join(work, "bundle-"));
  const recipients = [keys.recipient];
  const parts = [];
  const files = [];
  for (let start = from; start <= to; start += perPart) {
    const end = Math.min(to, start + perPart - 1);
    const plain = join(work, `${note}-${files.length}.copy`);
    const out = createWriteStream(plain);
    const file = `part-${pad(parts.length, 5)}.copy.gz.age`;
    const part = await bundle.createPart(join(folder, file), { compression: "gzip", recipients });
    for (let id = start; id <= end; id += 5000) {
      const lines = [];
      for (let one = id; one < Math.min(end + 1, id + 5000); one++)
        lines.push(columns.map(([, type], i) => value(type, one, i + (note === "more" ? 1 : 0))).join("\t"));
      const text = Buffer.from(`${lines.join("\n")}\n`);
      if (!out.write(text)) await once(out, "drain");
      await part.write(text, lines.length);
    }
    out.end();
    await once(out, "close");
    parts.push({ file, holds: "rows", ...(await part.close()) });
    files.push(plain);
  }
  return { folder, parts, files };
}

function psql(files, table) {
  const env = {
    ...process.env,
    PGHOST: address.host,
    PGPORT: String(address.port),
    PGUSER: address.user,
    PGPASSWORD: address.password,
    PGDATABASE: address.database,
  };
  const args = ["-qX", "-v", "ON_ERROR_STOP=1", ...files.flatMap((file) => ["-c", `\\copy ${table} from '${file}'`])];
  return new Promise((resolve, reject) => {
    const run = spawn("psql", args, { env, stdio: ["ignore", "inherit", "inherit"] });
    run.on("error", reject);
    run.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`psql ended with ${code}`))));
  });
}

async function timed(run) {
  await client.query("CHECKPOINT");
  const before = performance.now();
  await run();
  return performance.now() - before;
}

function runLoad(order) {
  return new Promise((resolve, reject) => {
    const run = spawn(process.execPath, [at("bench/load-once.js"), JSON.stringify(order)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    run.stdout.on("data", (chunk) => (text += chunk));
    run.on("close", (code) => (code === 0 ? resolve(JSON.parse(text)) : reject(new Error(`load ended with ${code}`))));
  });
}

/** The longest that one who reads a row of the live table every few milliseconds had to wait while `run` went on. */
async function whileRead(run) {
  const reader = new pg.Client(server.address ?? server);
  await reader.connect();
  let [going, longest] = [true, 0];
  const reading = (async () => {
    while (going) {
      const before = performance.now();
      await reader.query("SELECT id FROM bench.t LIMIT 1");
      longest = Math.max(longest, performance.now() - before);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  const result = await run();
  going = false;
  await reading;
  await reader.end();
  return { result, longest };
}

const keys = {};
let previous;
let seq = 0;
async function publish({ folder, parts }, mode, sums) {
  seq++;
  const runId = `run-${seq}`;
  const now = new Date().toISOString();
  const total = parts.reduce((sum, part) => sum + part.rows, 0);
  const manifest = {
    $schema: "urn:dp:schema:bundle-manifest:1",
    formatVersion: "1.0",
    feed: "t",
    epoch: 1,
    seq,
    ...(previous === undefined ? {} : { previous }),
    runId,
    createdAt: now,
    program: "extractor-cli/0.1.0",
    source: { account: "B" },
    snapshot: now,
    compression: "gzip",
    recipients: [keys.recipient],
    tables: [
      {
        name: "t",
        metadata,
        mode,
        ...(mode === "full" ? {} : { since: now }),
        columns: columns.map(([name]) => name),
        key: ["id"],
        parts,
        rows: total,
        deletedKeys: 0,
        losses: [],
        sums: { buckets: 512, outside: [], bundle: sums },
      },
    ],
  };
  const bytes = bundle.documentBytes(manifest);
  const out = mkdtempSync(join(work, "publish-"));
  for (const { file } of parts) await (await import("node:fs/promises")).link(join(folder, file), join(out, file));
  writeFileSync(join(out, "manifest.json"), bytes);
  writeFileSync(join(out, "manifest.jws"), await bundle.signBytes(bytes, "manifest", keys.signing));
  await bundle.folderStore(join(work, "exchange")).publish("t", bundle.bundleName(seq, runId), out);
  rmSync(out, { recursive: true });
  previous = createHash("sha256").update(bytes).digest("hex");
}

try {
  const place = (name) => ({ name, privateFolder: work, publicFolder: work });
  keys.signing = await bundle.readSigningKey((await bundle.createSigningKey(place("s"))).privateFile);
  keys.recipient = (await bundle.createIdentity(place("r"))).id;
  mkdirSync(join(work, "exchange"));
  const list = columns.map(([name, type]) => `${name} ${type}`).join(", ");
  await client.query(
    `CREATE SCHEMA bench; CREATE TABLE bench.t (${list}, CONSTRAINT t_pkey PRIMARY KEY (id)); CREATE TABLE bench.plain (${list})`,
  );
  await client.query("SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET bytea_output = 'hex'");
  const sumsOf = async (table) => {
    const all = columns.map(([name, type]) => ({ type, reference: name }));
    const { rows: sums } = await client.query(
      bucketSumsPostgres({ columns: all, key: [all[0]], buckets: 512, from: table }),
    );
    return sums.map(({ bucket, rows: count, lane1, lane2 }) => [bucket, count, lane1, lane2]);
  };

  const full = await write(1, rows, "full");
  const bytes = full.parts.reduce((sum, part) => sum + part.plainBytes, 0);
  await psql(full.files, "bench.plain");
  const sums = await sumsOf("bench.plain");
  const more = await write(Math.round(rows * 0.95), Math.round(rows * 1.05), "more");
  await client.query("TRUNCATE bench.plain");
  await psql(more.files, "bench.plain");
  const moreSums = await sumsOf("bench.plain");

  const times = {
    psql1: [],
    psql2: [],
    load1: [],
    load2: [],
    prepared: [],
    summed1: [],
    summed2: [],
    committing: [],
    waited: [],
    merge: [],
    mergeCopy: [],
  };
  let rss = 0;
  for (let round = 0; round < rounds; round++) {
    for (const sessions of [1, 2]) {
      await client.query("TRUNCATE bench.plain");
      const halves =
        sessions === 1
          ? [full.files]
          : [full.files.filter((_, i) => i % 2 === 0), full.files.filter((_, i) => i % 2 === 1)];
      times[`psql${sessions}`].push(
        await timed(() =>
          Promise.all(halves.filter((half) => half.length > 0).map((half) => psql(half, "bench.plain"))),
        ),
      );
      await client.query("TRUNCATE bench.plain");
      await publish(full, "full", sums);
      await client.query("CHECKPOINT");
      const { result, longest } = await whileRead(() =>
        runLoad({ folder: work, address, runId: `bench-${seq}`, connections: sessions }),
      );
      if (result.way !== "swap") throw new Error(result.way);
      times[`load${sessions}`].push(result.phases.copied);
      times[`summed${sessions}`].push(result.phases.summed);
      for (const phase of ["prepared", "committing"]) times[phase].push(result.phases[phase]);
      times.waited.push(longest);
      rss = Math.max(rss, result.rss);
    }
    await publish(more, "incremental", moreSums);
    const merged = await runLoad({ folder: work, address, runId: `bench-${seq}`, connections: 2 });
    times.mergeCopy.push(merged.phases.copied);
    times.merge.push(merged.phases.committing ?? 0);
    rss = Math.max(rss, merged.rss);
  }
  const of = (name) => median(times[name]);
  const ratio = (one, other) => `${(one / other).toFixed(2)}x`;
  console.log(
    `${kind}, ${rows.toLocaleString("en")} rows, ${(bytes / 2 ** 20).toFixed(0)} MiB of COPY text, ${full.parts.length} parts, ${rounds} rounds, medians`,
  );
  console.log(
    `psql \\copy             one ${seconds(of("psql1"))}, two at once ${seconds(of("psql2"))} (${ratio(of("psql1"), of("psql2"))})`,
  );
  console.log(`COPY phase of load     one ${seconds(of("load1"))}, two at once ${seconds(of("load2"))}`);
  console.log(
    `  speed against psql   one session ${ratio(of("psql1"), of("load1"))} of one \\copy; two sessions ${ratio(of("psql1"), of("load2"))} of one \\copy`,
  );
  console.log(`indexes and statistics ${seconds(of("prepared"))}`);
  console.log(
    `sums of all rows       one ${seconds(of("summed1"))} = ${ratio(of("summed1"), of("psql1"))} of one \\copy; two sessions ${seconds(of("summed2"))} = ${ratio(of("summed2"), of("psql1"))}`,
  );
  console.log(
    `final transaction      ${seconds(of("committing"))} (swap); the longest that a reader waited, from first to last: ${Math.max(...times.waited).toFixed(0)} ms`,
  );
  console.log(`incremental, a tenth   COPY ${seconds(of("mergeCopy"))}, merge ${seconds(of("merge"))}`);
  console.log(`peak memory of load    ${rss.toFixed(0)} MiB`);
} finally {
  await client.end().catch(() => undefined);
  await server.stop();
  rmSync(work, { recursive: true, force: true });
}
