import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import {
  type CommandContext,
  Interrupted,
  type Io,
  type OptionValues,
  type ProgramDefinition,
  runProgram,
} from "./index.ts";

interface Captured {
  readonly io: Io;
  readonly out: () => string;
  readonly err: () => string;
  readonly controller: AbortController;
}

function capture(io: { env?: Record<string, string>; isTTY?: boolean } = {}): Captured {
  const texts = { out: "", err: "" };
  const controller = new AbortController();
  const stream = (name: "out" | "err"): Io["stdout"] => ({
    write: (text) => {
      texts[name] += text;
    },
    isTTY: io.isTTY ?? false,
    columns: 100,
  });
  return {
    io: { stdout: stream("out"), stderr: stream("err"), env: io.env ?? {}, cwd: "/", signal: controller.signal },
    out: () => texts.out,
    err: () => texts.err,
    controller,
  };
}

function programOf(
  work: (context: CommandContext, options: OptionValues) => Promise<number>,
): ProgramDefinition & { loaded: () => number } {
  let loads = 0;
  return {
    name: "extractor-cli",
    version: "1.2.3",
    description: "A program",
    loaded: () => loads,
    commands: [
      {
        name: "extract",
        summary: "Take tables out",
        options: { all: { type: "boolean", describe: "Every table" } },
        examples: [["$0 extract --all", "every table"]],
        load: () => {
          loads += 1;
          return Promise.resolve(async (context, options) => {
            const exitCode = await work(context, options);
            return { exitCode, data: { tables: 1 }, summary: "1 table", next: "git add metadata" };
          });
        },
      },
    ],
  };
}

const failure = (code: string): Error =>
  Object.assign(new Error("it broke"), { code, hint: "mend it", retryable: false });

test("a command runs, says its items, and ends with counts, time and the next command", async () => {
  const c = capture();
  const program = programOf((context, options) => {
    expect(options.all).toBe(true);
    context.emit({ type: "step", text: "connecting" });
    context.emit({ type: "item", name: "orders", status: "new", detail: "3 columns" });
    return Promise.resolve(0);
  });
  expect(await runProgram(program, ["extract", "--all"], c.io)).toBe(0);
  expect(c.err()).toBe("connecting\n");
  expect(c.out()).toMatch(/^new {7}orders {2}3 columns\n1 table in \d+\.\d s\. Next: git add metadata\n$/);
});

test("help and version load nothing of a command and exit 0", async () => {
  for (const argv of [["--help"], ["extract", "--help"], ["--version"]]) {
    const c = capture();
    const program = programOf(() => Promise.resolve(0));
    expect(await runProgram(program, argv, c.io)).toBe(0);
    expect(c.out()).toMatch(/extract|1\.2\.3/);
    expect(program.loaded()).toBe(0);
  }
});

test("help has the examples", async () => {
  const c = capture();
  await runProgram(
    programOf(() => Promise.resolve(0)),
    ["extract", "--help"],
    c.io,
  );
  expect(c.out()).toContain("extractor-cli extract --all");
});

test.each([
  [["extrat"], "Did you mean extract"],
  [["zzzzzz"], "Unknown command: zzzzzz"],
  [["extract", "--al"], "Unknown argument: al"],
  [["extract", "orders"], "orders"],
  [[], "Say which command"],
])("%j is wrong use: 64, and it says why", async (argv, message) => {
  const c = capture();
  expect(
    await runProgram(
      programOf(() => Promise.resolve(0)),
      argv,
      c.io,
    ),
  ).toBe(64);
  expect(c.err()).toContain(message);
  expect(c.err()).toContain("--help");
  expect(c.out()).toBe("");
});

test("--json prints one document and nothing else", async () => {
  const c = capture();
  const program = programOf((context) => {
    context.emit({ type: "step", text: "talk" });
    context.emit({ type: "warning", code: "W", text: "careful" });
    return Promise.resolve(3);
  });
  expect(await runProgram(program, ["extract", "--json"], c.io)).toBe(3);
  expect(JSON.parse(c.out())).toMatchObject({
    program: "extractor-cli",
    command: "extract",
    exitCode: 3,
    data: { tables: 1 },
    warnings: [{ code: "W", text: "careful" }],
  });
  expect(c.err()).toBe("");
});

test("--json says what was wrong with the command line", async () => {
  const c = capture();
  expect(
    await runProgram(
      programOf(() => Promise.resolve(0)),
      ["extract", "--json", "--nope"],
      c.io,
    ),
  ).toBe(64);
  expect(JSON.parse(c.out())).toMatchObject({ exitCode: 64, error: { code: "USAGE" } });
});

test("-q says nothing when all is well, and still names what failed", async () => {
  const c = capture();
  const program = programOf((context) => {
    context.emit({ type: "item", name: "good", status: "new" });
    context.emit({
      type: "item",
      name: "bad",
      status: "failed",
      error: { code: "X", message: "no", retryable: false },
    });
    return Promise.resolve(3);
  });
  await runProgram(program, ["extract", "-q"], c.io);
  expect(c.out()).toBe("failed    bad\n");
  expect(c.err()).toContain("no [X]");
});

describe("exit codes follow the error's code", () => {
  test.each([
    ["CONFIG_INVALID", 78],
    ["SETTING_MISSING", 78],
    ["PROJECT_NOT_FOUND", 78],
    ["INVALID_METADATA", 65],
    ["DDL_EDITED", 65],
    ["PLAN_BLOCKED", 65],
    ["PLAN_STALE", 75],
    ["POSTGRES_UNREACHABLE", 69],
    ["POSTGRES_PASSWORD_WRONG", 77],
    ["POSTGRES_BUSY", 75],
    ["POSTGRES_ERROR", 65],
    ["SNOWFLAKE_TIMEOUT", 69],
    ["FILE_NOT_WRITABLE", 73],
    ["DISK_FULL", 74],
    ["TABLE_NOT_FOUND", 65],
  ])("%s -> %i", async (code, exitCode) => {
    const c = capture();
    expect(
      await runProgram(
        programOf(() => Promise.reject(failure(code))),
        ["extract"],
        c.io,
      ),
    ).toBe(exitCode);
    expect(c.err()).toBe(`error it broke [${code}]\n  next: mend it\n`);
  });
});

test("a bug is exit 1 and says so; its stack comes only with --verbose", async () => {
  const quiet = capture();
  expect(
    await runProgram(
      programOf(() => Promise.reject(new TypeError("x is undefined"))),
      ["extract"],
      quiet.io,
    ),
  ).toBe(1);
  expect(quiet.err()).toContain("this is a bug");
  expect(quiet.err()).not.toContain("run-program.test");
  const loud = capture();
  await runProgram(
    programOf(() => Promise.reject(new TypeError("x is undefined"))),
    ["extract", "-v"],
    loud.io,
  );
  expect(loud.err()).toContain("run-program.test");
});

test("all problems of an error are listed with their places", async () => {
  const c = capture();
  const error = Object.assign(failure("CONFIG_INVALID"), {
    file: "config/tables.yaml",
    problems: [{ line: 3, column: 5, message: "unknown key", hint: 'did you mean "snowflake"?' }],
  });
  await runProgram(
    programOf(() => Promise.reject(error)),
    ["extract"],
    c.io,
  );
  expect(c.err()).toContain('  config/tables.yaml:3:5: unknown key; did you mean "snowflake"?\n');
});

test("a secret never leaves, in any of its forms", async () => {
  const secret = 'p4ss/w"rd';
  for (const argv of [["extract"], ["extract", "--json"]]) {
    const c = capture();
    const program = programOf((context) => {
      context.addSecrets([secret]);
      context.emit({ type: "step", text: `url?p=${encodeURIComponent(secret)}` });
      context.emit({ type: "output", text: Buffer.from(secret).toString("base64") });
      return Promise.reject(Object.assign(new Error(`refused ${secret}`), { code: "X", hint: secret }));
    });
    await runProgram(program, argv, c.io);
    for (const text of [c.out(), c.err()]) {
      expect(text).not.toContain("p4ss");
      expect(text).not.toContain(Buffer.from(secret).toString("base64"));
    }
    expect(c.out() + c.err()).toContain("[hidden]");
  }
});

test("names from outside cannot write on the terminal", async () => {
  const c = capture({ isTTY: true });
  const program = programOf((context) => {
    context.emit({ type: "item", name: "a\u001b[2Jb\u202ec\nd", status: "failed" });
    return Promise.resolve(0);
  });
  await runProgram(program, ["extract", "--no-color"], c.io);
  expect(c.out()).toContain("failed    a\\u001b[2Jb\\u202ec\\u000ad\n");
});

test.each([
  [{ isTTY: true }, true],
  [{ isTTY: false }, false],
  [{ isTTY: true, env: { NO_COLOR: "1" } }, false],
  [{ isTTY: true, env: { TERM: "dumb" } }, false],
  [{ isTTY: false, env: { FORCE_COLOR: "1" } }, true],
])("colours for %j: %s", async (io, colored) => {
  const c = capture(io);
  const program = programOf((context) => {
    context.emit({ type: "item", name: "t", status: "new" });
    return Promise.resolve(0);
  });
  await runProgram(program, ["extract"], c.io);
  expect(c.out().includes("\u001b[")).toBe(colored);
});

describe("the run record", () => {
  async function recordOf(work: (context: CommandContext) => Promise<number>): Promise<Record<string, unknown>> {
    const folder = mkdtempSync(join(tmpdir(), "dp-runs-"));
    const program = programOf(async (context) => {
      await context.recordIn(folder);
      context.addSecrets(["hunter22"]);
      context.emit({ type: "item", name: "t", status: "new", detail: "hunter22" });
      return work(context);
    });
    await runProgram(program, ["extract", "--all"], capture().io);
    const [name = ""] = readdirSync(folder);
    const text = readFileSync(join(folder, name), "utf8");
    expect(text).not.toContain("hunter22");
    rmSync(folder, { recursive: true });
    return JSON.parse(text) as Record<string, unknown>;
  }

  test("says who ran what, and how it ended", async () => {
    const record = await recordOf(() => Promise.resolve(0));
    expect(record).toMatchObject({
      command: "extract",
      arguments: ["extract", "--all"],
      state: "ended",
      exitCode: 0,
      data: { tables: 1 },
      items: [{ name: "t", status: "new" }],
    });
  });

  test("holds the error of a failed run", async () => {
    const record = await recordOf(() => Promise.reject(failure("POSTGRES_BUSY")));
    expect(record).toMatchObject({ state: "ended", exitCode: 75, error: { code: "POSTGRES_BUSY" } });
  });
});

test("a signal ends the run with its own exit code, whatever the driver throws then", async () => {
  const c = capture();
  const program = programOf(() => {
    c.controller.abort(new Interrupted("SIGINT"));
    return Promise.reject(new Error("socket closed"));
  });
  expect(await runProgram(program, ["extract"], c.io)).toBe(130);
  expect(c.err()).toContain("interrupted by SIGINT");
});
