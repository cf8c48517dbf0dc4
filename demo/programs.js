import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";

import { command } from "./print.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs git in a folder, as somebody who needs no settings of their own. */
export function git(folder, ...args) {
  const who = ["-c", "user.name=demo", "-c", "user.email=demo@example.com", "-c", "commit.gpgsign=false"];
  return execFileSync("git", ["-C", folder, ...who, ...args], { encoding: "utf8" });
}

function ended(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? signal));
  });
}

/** A function that calls one of the two programs in the project, prints command and output, and wants an exit code. */
export function program(name, project, env, wanted = 0) {
  const bin = `${root}apps/${name}/bin/${name}.js`;
  const { PATH, HOME, TERM, NO_COLOR } = process.env;
  const whole = {
    PATH,
    HOME,
    TERM,
    ...(NO_COLOR ? { NO_COLOR } : {}),
    ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : {}),
    ...env,
  };
  return async (...args) => {
    command([name, ...args].join(" "));
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: project,
      env: whole,
      stdio: ["ignore", "inherit", "inherit"],
    });
    const code = await ended(child);
    process.stdout.write("\n");
    if (code !== wanted) throw new Error(`${name} ${args[0]} ended with ${code}`);
  };
}

/** Starts the stand-in with the demo's tables; it ends with this process at the latest. */
export async function startSnowflake() {
  const token = `demo-${randomBytes(6).toString("hex")}`;
  const bin = `${root}tooling/snowflake-sim/bin/snowflake-sim.js`;
  const files = ["1-prod.sql", "2-finance.sql"].flatMap((file) => ["--sql", `${root}demo/snowflake/${file}`]);
  const args = [
    bin,
    "--account",
    "DEMO",
    ...files,
    "--user",
    "VERA::DP_METADATA",
    "--user",
    "NIGHTLY::DP_UNLOAD",
    "--pat",
    `VERA=${token}`,
    "--pat",
    `NIGHTLY=${token}`,
    "--parent",
  ];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const line = await new Promise((resolve, reject) => {
    child.stdout.once("data", (data) => resolve(String(data)));
    child.once("exit", () => reject(new Error("the Snowflake stand-in did not start")));
  });
  const { url, account } = JSON.parse(line);
  return {
    url,
    account,
    token,
    sql: async (text, shown = text) => {
      command(`snowflake> ${shown}`);
      const reply = await fetch(new URL("/__sim/sql", url), { method: "POST", body: text });
      const { success, message } = await reply.json();
      if (!success) throw new Error(message);
    },
    stop: async () => {
      const gone = ended(child);
      child.stdin.end();
      await gone;
    },
  };
}
