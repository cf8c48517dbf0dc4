import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { Annotations } from "./annotations.ts";
import type { CliEvent } from "./events.ts";

let root = "";

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "dp-notes-"));
  mkdirSync(join(root, "team/config"), { recursive: true });
  writeFileSync(join(root, "team/config/tables.yaml"), "");
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

function written(use: (annotations: Annotations) => void): string {
  let text = "";
  const out = { write: (more: string) => void (text += more), isTTY: false, columns: 100 };
  const env = { GITHUB_WORKSPACE: root };
  const signal = new AbortController().signal;
  const io = { stdout: { ...out, write: () => undefined }, stderr: out, env, cwd: join(root, "team"), signal };
  use(new Annotations(io, undefined, (each) => each.replaceAll("secret", "***")));
  return text;
}

function shown(event: CliEvent): string {
  return written((annotations) => {
    annotations.show(event);
  });
}

test("an error stands at its file and line, from the repository's folder", () => {
  const error = {
    code: "CONFIG_INVALID",
    message: "wrong",
    hint: "correct it",
    where: "config/tables.yaml:5:37",
    retryable: false,
  };
  const text = written((annotations) => {
    annotations.error(error);
  });
  expect(text).toBe("::error file=team/config/tables.yaml,line=5,col=37,title=CONFIG_INVALID::wrong%0Acorrect it\n");
});

test("each problem of an error is a note of its own", () => {
  const problems = [
    { where: "config/tables.yaml:1:1", message: "one" },
    { where: "config/tables.yaml:2:2", message: "two", hint: "so" },
  ];
  const text = written((annotations) => {
    annotations.error({ code: "C", message: "both", retryable: false, problems });
  });
  expect(text.split("\n")).toEqual([
    "::error file=team/config/tables.yaml,line=1,col=1,title=C::one",
    "::error file=team/config/tables.yaml,line=2,col=2,title=C::two%0Aso",
    "",
  ]);
});

test("a table that failed stands where tables.yaml names it, even when its error names no file", () => {
  const error = { code: "TABLE_NOT_FOUND", message: "gone", where: "DB.S.T", retryable: false };
  const at = { file: "config/tables.yaml", line: 7 };
  expect(shown({ type: "item", name: "t", status: "failed", error, at })).toBe(
    "::error file=team/config/tables.yaml,line=7,title=TABLE_NOT_FOUND::gone\n",
  );
});

test("nothing in a text begins another command, ends a property, or is a secret", () => {
  const text = "100%\n::add-mask::x\r\n##\u001b[31m secret";
  expect(shown({ type: "warning", code: "A,b:c", text })).toBe(
    "::warning title=A%2Cb%3Ac::100%25%0A::add-mask::x\\u000d%0A##\\u001b[31m ***\n",
  );
  expect(
    shown({ type: "annotation", level: "warning", code: "X", text: "t", at: { file: "a,b:c\n.json", line: 3 } }),
  ).toBe("::warning file=a%2Cb%3Ac%0A.json,line=3,title=X::t\n");
});

test("what is only talk or a result is no note", () => {
  const events: readonly CliEvent[] = [
    { type: "step", text: "x" },
    { type: "output", text: "x" },
    { type: "item", name: "t", status: "changed" },
  ];
  expect(events.map(shown)).toEqual(["", "", ""]);
});
