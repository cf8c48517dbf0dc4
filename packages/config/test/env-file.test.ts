import { expect, test } from "@jest/globals";

import { EnvFileError } from "../src/index.ts";
import { readEnvFile } from "../src/environment/env-file.ts";

function refusal(text: string): EnvFileError {
  try {
    readEnvFile(text, "/p/.env");
  } catch (error) {
    if (error instanceof EnvFileError) return error;
    throw error;
  }
  throw new Error("accepted");
}

test("values are read with their lines", () => {
  const text = `# a comment with # and "quotes
A=1

export B = two words
C="x # y"
D='multi
line'
E=
F=\`"'\`   # a comment after a quoted value
G=a=b
`;
  const values = readEnvFile(`\uFEFF${text.replaceAll("\n", "\r\n")}`, ".env");
  expect(Object.fromEntries(values)).toEqual({
    A: { value: "1", line: 2 },
    B: { value: "two words", line: 4 },
    C: { value: "x # y", line: 5 },
    D: { value: "multi\nline", line: 6 },
    E: { value: "", line: 8 },
    F: { value: `"'`, line: 9 },
    G: { value: "a=b", line: 10 },
  });
});

test("the last of two values counts, with its line", () => {
  expect(readEnvFile("A=1\nA=2\n", ".env").get("A")).toEqual({ value: "2", line: 2 });
});

test.each([
  ["an unquoted #", "A=1\nPASSWORD=abc#def\n", "/p/.env:2", "PASSWORD holds a # and is not quoted"],
  ["a comment after an unquoted value", "A=1 # one\n", "/p/.env:1", "A holds a #"],
  ["a quote that does not end", 'A=1\nB="x\nC=2\n', "/p/.env:2", 'B begins with " and does not end'],
  ["text after a quote", "A='x'y\n", "/p/.env:1", "text after the closing quote of A"],
  ["text after a quote of two lines", "A='x\ny'z\n", "/p/.env:2", "text after the closing quote"],
  ["a line without =", "A=1\nSECRET\n", "/p/.env:2", "not NAME=value"],
  ["a name that is none", "1A=1\n", "/p/.env:1", "not NAME=value"],
])("%s is refused with its line", (_, text, where, says) => {
  const error = refusal(text);
  expect(error).toMatchObject({ code: "ENV_FILE_INVALID", where });
  expect(error.message).toContain(says);
  expect(error.message + error.hint).not.toMatch(/abc|def/);
});
