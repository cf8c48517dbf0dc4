/**
 * The whole main job on real parts: a Snowflake stand-in and a real PostgreSQL are started, the two built programs are
 * called as a user would call them, and what they write stays in demo/out to look at. Ends by itself.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { startPostgres } from "@dp/embedded-postgres";

import { marketData } from "./market-data.js";
import { command, heading, note, show } from "./print.js";
import { git, program, startSnowflake } from "./programs.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const project = here("out/project");

function prepare() {
  rmSync(here("out"), { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  cpSync(here("project/config"), `${project}/config`, { recursive: true });
  writeFileSync(`${project}/.gitignore`, ".env\n.dp/\nexchange/\n");
  git(project, "init", "--quiet", "--initial-branch=main");
  commit("config: the tables");
}

function commit(message) {
  git(project, "add", "--all");
  git(project, "commit", "--quiet", "--message", message);
  note(`git commit: ${message}`);
}

function piece(file, from, lines) {
  const all = readFileSync(`${project}/${file}`, "utf8").split("\n");
  const start = Math.max(
    0,
    all.findIndex((line) => line.includes(from)),
  );
  command(`sed -n '${start + 1},${start + lines}p' ${file}`);
  show(all.slice(start, start + lines).join("\n"));
}

/** One pass: extract inside, review and commit, plan, apply and verify outside. */
async function firstPass(extractor, applier) {
  heading("1. Both sides answer");
  await extractor("ping");
  await applier("ping");
  heading("2. Inside the VPN: Snowflake's tables become files");
  await extractor("extract", "--all");
  note("One table's metadata, one column a line:");
  piece("metadata/schemas/financial_data_metadata.json", '"target"', 9);
  note("The same as SQL, for people:");
  piece("metadata/ddl/financial_data_create.sql", "CREATE TABLE", 14);
  commit("metadata: first extraction");
  heading("3. Outside: the reviewed files become PostgreSQL tables");
  await applier("plan", "--table", "financial_data", "company_info");
  await applier("apply", "--all", "--yes", "--quiet");
  await applier("verify");
}

async function nothingToDo(extractor, applier) {
  heading("4. Again: nothing changes, nothing to do");
  await extractor("extract", "--all");
  await applier("plan");
}

async function change(extractor, applier, snowflake) {
  heading("5. A column is added in Snowflake");
  await snowflake.sql("ALTER TABLE PROD_DB.PUBLIC.COMPANY_INFO ADD COLUMN EMPLOYEES NUMBER(9,0) COMMENT 'Head count'");
  await extractor("extract", "--all");
  note("What the reviewer sees in the pull request:");
  await extractor("diff");
  commit("metadata: company_info gets employees");
  await applier("plan");
  await applier("apply", "--all", "--yes", "--quiet");
  await applier("verify", "--table", "company_info");
}

/** Keys are made once, on each side its own, and the public halves are exchanged in git. */
async function makeKeys(extractor, applier) {
  heading("6. Keys, once: who signs, and who may read");
  await extractor("keys", "create");
  await applier("keys", "create");
  commit("keys: who signs, who reads");
}

const feed = "market_prices";

function bundles() {
  const folder = `${project}/exchange/${feed}`;
  return readdirSync(folder)
    .filter((name) => /^\d/.test(name))
    .map((name) => `exchange/${feed}/${name}`);
}

/** Real prices into Snowflake, out of it in bundles, into PostgreSQL, and equal. */
async function firstRows(unloader, applier, snowflake) {
  heading("7. Rows: real prices in Snowflake cross in signed, encrypted bundles");
  const { rows, statements } = marketData();
  for (const statement of statements) await snowflake.sql(statement, `${statement.slice(0, 66)}… -- of ${rows} rows`);
  await unloader("unload", "--all");
  const [bundle] = bundles();
  command(`ls ${bundle}`);
  show(readdirSync(`${project}/${bundle}`).join("\n"));
  note("A part is an age file: whoever copies it sees who may read it, and noise.");
  const part = readFileSync(`${project}/${bundle}/part-00000.copy.gz.age`);
  command(`head -c 200 ${bundle}/part-00000.copy.gz.age`);
  show(
    part
      .subarray(0, 200)
      .toString("latin1")
      .replace(/[^\x20-\x7e\n]/g, "."),
  );
  await applier("load", "--dry-run", "--feed", feed);
  await applier("load");
  await applier("verify", "--data");
}

async function changedRows(unloader, applier, snowflake) {
  heading("8. Rows are added, changed and deleted in Snowflake: only these cross");
  await snowflake.sql(
    "INSERT INTO PROD_DB.PUBLIC.MARKET_PRICES (SYMBOL, PRICED_AT, CLOSE) VALUES ('ACME', '2026-01-16 16:00:00 -05:00', 102.5)",
  );
  await snowflake.sql("UPDATE PROD_DB.PUBLIC.MARKET_PRICES SET CLOSE = CLOSE + 0.000001 WHERE SYMBOL = 'AAPL'");
  await snowflake.sql("DELETE FROM PROD_DB.PUBLIC.MARKET_PRICES WHERE SYMBOL = 'MSFT'");
  await unloader("unload", "--table", feed);
  await applier("load", "--feed", feed);
  await applier("verify", "--data", "--table", feed);
  await applier("status");
}

/** Somebody on the way changes one bit. */
async function tamper(unloader, refused, applier, snowflake) {
  heading("9. A part that somebody changed on its way is refused");
  await snowflake.sql("DELETE FROM PROD_DB.PUBLIC.MARKET_PRICES WHERE SYMBOL = 'AMZN'");
  await unloader("unload", "--table", feed, "--quiet");
  const part = `${project}/${bundles().at(-1)}/part-00000.copy.gz.age`;
  const good = readFileSync(part);
  const bad = Uint8Array.from(good);
  bad[bad.length - 7] ^= 1;
  note(`one bit of ${part.slice(project.length + 1)} is flipped`);
  writeFileSync(part, bad);
  await refused("load", "--feed", feed);
  note("and flipped back");
  writeFileSync(part, good);
  await applier("load", "--feed", feed);
  await applier("verify", "--data", "--table", feed);
}

async function main() {
  prepare();
  heading("0. A Snowflake stand-in and a real PostgreSQL start");
  const snowflake = await startSnowflake();
  const postgres = await startPostgres();
  try {
    const inside = {
      SNOWFLAKE_ACCOUNT: snowflake.account,
      SNOWFLAKE_ACCESS_URL: snowflake.url,
      SNOWFLAKE_USER: "VERA",
      SNOWFLAKE_AUTH_METHOD: "pat",
      SNOWFLAKE_TOKEN: snowflake.token,
      SNOWFLAKE_ROLE: "DP_METADATA",
      SNOWFLAKE_WAREHOUSE: "REPORTING_WH",
    };
    const outside = {
      POSTGRES_HOST: postgres.host,
      POSTGRES_PORT: String(postgres.port),
      POSTGRES_DATABASE: "postgres",
      POSTGRES_USER: postgres.user,
      POSTGRES_PASSWORD: postgres.password,
    };
    note(`Snowflake: ${snowflake.url} (account ${snowflake.account}); PostgreSQL: ${postgres.host}:${postgres.port}`);
    const extractor = program("extractor-cli", project, inside);
    const applier = program("applier-cli", project, outside);
    await firstPass(extractor, applier);
    await nothingToDo(extractor, applier);
    await change(extractor, applier, snowflake);
    const unloader = program("extractor-cli", project, {
      ...inside,
      SNOWFLAKE_USER: "NIGHTLY",
      SNOWFLAKE_ROLE: "DP_UNLOAD",
    });
    await makeKeys(extractor, applier);
    await firstRows(unloader, applier, snowflake);
    await changedRows(unloader, applier, snowflake);
    await tamper(unloader, program("applier-cli", project, outside, 65), applier, snowflake);
  } finally {
    await postgres.stop();
    await snowflake.stop();
  }
  heading("Done");
  note("The files are in demo/out/project; every run left its record in demo/out/project/.dp/runs.");
}

await main();
