import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import type { SimOptions, SimUser } from "./options.ts";
import type { SnowflakeSim } from "./sim.ts";

/** What the program needs from its process. */
export interface CliIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Settles when the process is asked to stop. */
  readonly stopped: Promise<void>;
  /** Settles when standard input ends: the parent has gone. */
  readonly parentGone: () => Promise<void>;
  readonly start: (options: SimOptions) => Promise<SnowflakeSim>;
}

const usage = `snowflake-sim [--port N] [--account NAME] [--sql FILE]... [--user NAME:PASSWORD[:ROLE,...]]...
              [--public-key NAME=FILE]... [--pat NAME=TOKEN]... [--parent]
snowflake-sim sql --url URL TEXT
`;

class UsageError extends Error {}

/** Runs the program; the number is its exit code. */
export async function run(argv: readonly string[], io: CliIo): Promise<number> {
  try {
    if (argv.includes("--help")) io.stdout(usage);
    else if (argv[0] === "sql") await sendSql(argv.slice(1));
    else await serveUntilStopped(argv, io);
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    io.stderr(`${message}\n${error instanceof UsageError ? usage : ""}`);
    return 1;
  }
}

async function serveUntilStopped(argv: readonly string[], io: CliIo): Promise<void> {
  const { options, parent } = await readOptions(argv);
  const sim = await io.start(options);
  io.stdout(`${JSON.stringify({ url: sim.url, account: sim.account })}\n`);
  await (parent ? Promise.race([io.stopped, io.parentGone()]) : io.stopped);
  await sim.close();
}

async function sendSql(argv: readonly string[]): Promise<void> {
  const { values, positionals } = parse(argv, { url: { type: "string" } });
  if (typeof values.url !== "string" || positionals.length !== 1) throw new UsageError("Give --url and one SQL text.");
  const reply = await fetch(new URL("/__sim/sql", values.url), { method: "POST", body: positionals[0] ?? "" });
  const { success, message } = (await reply.json()) as { success: boolean; message: string | null };
  if (!success) throw new Error(message ?? `HTTP ${String(reply.status)}`);
}

async function readOptions(argv: readonly string[]): Promise<{ options: SimOptions; parent: boolean }> {
  const many = { type: "string", multiple: true } as const;
  const { values, positionals } = parse(argv, {
    port: { type: "string" },
    account: { type: "string" },
    sql: many,
    user: many,
    "public-key": many,
    pat: many,
    parent: { type: "boolean" },
  });
  if (positionals.length > 0) throw new UsageError(`Not understood: ${positionals.join(" ")}`);
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError("--port is a number up to 65535.");
  const users = await readUsers({ user: texts(values.user), key: texts(values["public-key"]), pat: texts(values.pat) });
  const sql = await Promise.all(texts(values.sql).map((file) => readFile(file, "utf8")));
  const account = typeof values.account === "string" ? { account: values.account } : {};
  return { options: { port, users, sql, ...account }, parent: values.parent === true };
}

type ParseOptions = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>["options"]>;

function parse(argv: readonly string[], options: ParseOptions): ReturnType<typeof parseArgs> {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

async function readUsers(written: { user: string[]; key: string[]; pat: string[] }): Promise<SimUser[]> {
  const users = new Map<string, SimUser>();
  const extend = (name: string, more: Partial<SimUser>): void => {
    const key = name.toUpperCase();
    users.set(key, { ...(users.get(key) ?? { name: key, roles: [] }), ...more });
  };
  for (const text of written.user) {
    const [name = "", password = "", roles = ""] = text.split(":");
    if (name === "") throw new UsageError("--user is NAME:PASSWORD or NAME:PASSWORD:ROLE,ROLE.");
    extend(name, {
      roles: roles.split(",").filter((role) => role !== ""),
      ...(password === "" ? {} : { password }),
    });
  }
  for (const text of written.key) {
    const [name, file] = pair(text, "--public-key");
    extend(name, { publicKey: await readFile(file, "utf8") });
  }
  for (const text of written.pat) {
    const [name, pat] = pair(text, "--pat");
    extend(name, { pat });
  }
  return [...users.values()];
}

function pair(text: string, option: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new UsageError(`${option} is NAME=VALUE.`);
  return [text.slice(0, at), text.slice(at + 1)];
}
