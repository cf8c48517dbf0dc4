/**
 * What making 1,000 tables of 20 columns costs, as a ratio to `psql -1 -f` of the same statements on the same server, and
 * what verifying them costs. `apply` is a connection and the plan run, history and all; `command` is the whole `apply --all`:
 * start, 1,000 metadata files, 1,000 DDL files compared with them, plan, apply, verify. Without psql on the machine the same
 * file goes as one simple query. Pairs in turn on a database each, so that a slow moment of the machine hits both; medians
 * are printed. Usage: node bench/apply.js [pairs] [tables]
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const { startPostgres } = await import(at("tooling/embedded-postgres/dist/index.js"));
const { mapTables } = await import(at("packages/mapping/dist/index.js"));
const { serializeTableMetadata } = await import(at("packages/metadata/dist/index.js"));
const ddl = await import(at("packages/pg-ddl/dist/index.js"));
const { connectPostgres } = await import(at("packages/pg-client/dist/index.js"));
const { applyPlan, planChanges, verify } = await import(at("packages/pg-apply/dist/index.js"));
const { default: pg } = await import(createRequire(at("packages/pg-client/package.json")).resolve("pg"));

const pairs = Number(process.argv[2] ?? 5);
const count = Number(process.argv[3] ?? 1000);
const types =
  "VARCHAR(200)|NUMBER(18,4)|TIMESTAMP_NTZ(6)|DATE|BOOLEAN|FLOAT|VARIANT|TIMESTAMP_TZ(6)|NUMBER(9,0)|VARCHAR".split(
    "|",
  );
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** 20 columns, a primary key, a comment, and on each tenth a foreign key with its index. */
function input(index) {
  const name = `t${String(index).padStart(5, "0")}`;
  const rest = Array.from({ length: 19 }, (_, column) => ({
    name: `C${column}`,
    type: types[column % types.length].replace(/^VARCHAR$/, "VARCHAR(16777216)"),
    nullable: column % 3 > 0,
  }));
  const columns = [{ name: "ID", type: "NUMBER(18,0)", nullable: false }, ...rest];
  const target = { database: "B", schema: "S", table: `T${index - 9}`, columns: ["ID"] };
  const foreignKeys = index % 10 === 9 ? [{ columns: ["ID"], enforced: false, references: target }] : [];
  const key = { columns: ["ID"], enforced: false };
  const place = { system: "snowflake", database: "B", schema: "S", table: `T${index}`, kind: "TABLE" };
  const source = { ...place, comment: `Table ${index}`, columns, primaryKey: key, uniqueKeys: [], foreignKeys };
  return { name, source, settings: {}, postgres: { schema: "bench", table: name } };
}

function writeProject(root, metadata) {
  for (const folder of ["config", "metadata/schemas", "metadata/ddl"])
    mkdirSync(join(root, folder), { recursive: true });
  for (const table of metadata) {
    writeFileSync(join(root, "metadata/schemas", `${table.name}_metadata.json`), serializeTableMetadata(table));
    writeFileSync(join(root, "metadata/ddl", ddl.tableDdlFile(table.name)), ddl.printTableDdl(table));
  }
  writeFileSync(join(root, "metadata/ddl", ddl.foreignKeysDdlFile), ddl.printForeignKeysDdl(metadata));
  writeFileSync(join(root, "metadata/ddl", ddl.allDdlFile), ddl.printAllDdl(metadata));
}

async function timed(work) {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

function ran(program, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"], ...options });
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}`))));
  });
}

const hasPsql = spawnSync("psql", ["--version"], { stdio: "ignore" }).status === 0;

async function plainly({ host, port, user, password, database }, file, text) {
  if (hasPsql) {
    const env = { ...process.env, PGPASSWORD: password, PGOPTIONS: "-c client_min_messages=warning" };
    const args = [
      "-X",
      "-q",
      "-1",
      "-v",
      "ON_ERROR_STOP=1",
      "-h",
      host,
      "-p",
      String(port),
      "-U",
      user,
      "-d",
      database,
    ];
    return ran("psql", [...args, "-f", file], { env });
  }
  const client = new pg.Client({ host, port, user, password, database });
  await client.connect();
  await client.query(`BEGIN; ${text} COMMIT;`);
  return client.end();
}

async function measure(server, folder, metadata) {
  const admin = new pg.Client({ ...server, database: "postgres" });
  await admin.connect();
  let made = 0;
  const fresh = async () => {
    const database = `bench_${(made += 1)}`;
    await admin.query(`CREATE DATABASE ${database} TEMPLATE template0`);
    return { ...server, database, sslmode: "disable" };
  };
  const connect = (address) => connectPostgres(address, { applicationName: "bench" });
  const planner = await connect(await fresh());
  const plan = await planChanges(planner, metadata);
  await planner.close();
  const text = plan.statements.map(({ sql }) => `${sql};\n`).join("");
  const file = join(folder, "same.sql");
  writeFileSync(file, text);
  const runs = [];
  // The first pair warms the server up.
  for (let pair = 0; pair <= pairs; pair += 1) {
    const [one, two, three] = [await fresh(), await fresh(), await fresh()];
    const psql = await timed(() => plainly(one, file, text));
    const planned = await connect(two);
    const own = await planChanges(planned, metadata);
    await planned.close();
    const apply = await timed(async () => {
      const db = await connect(two);
      await applyPlan(db, own, { runId: "bench", program: "bench 0" });
      await db.close();
    });
    const { host, port, user, password, database } = three;
    const variables = { HOST: host, PORT: port, USER: user, PASSWORD: password, DATABASE: database };
    const set = Object.entries(variables).map(([name, value]) => [`POSTGRES_${name}`, String(value)]);
    const env = { ...process.env, ...Object.fromEntries(set) };
    const cli = (...args) =>
      ran(process.execPath, [at("apps/applier-cli/bin/applier-cli.js"), ...args, "-q"], { env, cwd: folder });
    const command = await timed(() => cli("apply", "--all", "--yes"));
    const verifyCommand = await timed(() => cli("verify"));
    let questions = 0;
    const db = await connect(three);
    const counting = { info: db.info, ask: db.ask, query: (...args) => ((questions += 1), db.query(...args)) };
    Object.setPrototypeOf(counting, db);
    let differences = [];
    const verified = await timed(async () => ({ differences } = await verify(counting, metadata)));
    await db.close();
    if (differences.length > 0) throw new Error(`${differences.length} differences`);
    runs.push({ psql, apply, command, verified, verifyCommand, questions });
    for (const { database: name } of [one, two, three]) await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
  }
  await admin.end();
  return { runs: runs.slice(1), statements: plan.statements.length };
}

const folder = mkdtempSync(join(tmpdir(), "dp-bench-"));
const server = await startPostgres();
try {
  const outcomes = mapTables(
    Array.from({ length: count }, (_, index) => input(index)),
    { edition: 1 },
  );
  const metadata = outcomes.map(({ metadata: table }) => table);
  writeProject(folder, metadata);
  const { host, port, user, password } = server;
  const { runs, statements } = await measure({ host, port, user, password }, folder, metadata);
  const of = (pick) => median(runs.map(pick));
  const seconds = (pick) => `${(of(pick) / 1000).toFixed(2)} s`;
  const row = (...cells) => process.stdout.write(`| ${cells.join(" | ")} |\n`);
  row("what", "time", `ratio to ${hasPsql ? "psql -1 -f" : "one simple query"}`);
  row("---", "---:", "---:");
  row(
    `${hasPsql ? "psql -1 -f" : "one simple query"}, ${statements} statements`,
    seconds(({ psql }) => psql),
    "1",
  );
  row(
    "apply of the plan",
    seconds(({ apply }) => apply),
    of(({ apply, psql }) => apply / psql).toFixed(2),
  );
  row(
    "applier-cli apply --all",
    seconds(({ command }) => command),
    of(({ command, psql }) => command / psql).toFixed(2),
  );
  row(
    `verify, ${of(({ questions }) => questions)} queries`,
    seconds(({ verified }) => verified),
    "",
  );
  row(
    "applier-cli verify",
    seconds(({ verifyCommand }) => verifyCommand),
    "",
  );
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
