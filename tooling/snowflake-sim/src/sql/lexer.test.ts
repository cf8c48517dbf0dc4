import { describe, expect, test } from "@jest/globals";
import { splitStatements, tokenize } from "./lexer.ts";

function kinds(sql: string): string[] {
  return tokenize(sql).map((token) => `${token.kind} ${token.value}`);
}

describe("tokens", () => {
  test("words are folded, quoted names are kept and undoubled", () => {
    expect(kinds('select "a""B" x$1')).toEqual(["word SELECT", 'quoted a"B', "word X$1"]);
  });

  test.each([
    ["'it''s'", "it's"],
    [String.raw`'a\\b\'c'`, String.raw`a\b'c`],
    [String.raw`'\n\t\0\x41\u00e9\101\q'`, "\n\t\0AéAq"],
    ["$$raw '' \\n$$", "raw '' \\n"],
    ["''", ""],
  ])("the string %s means %j", (sql, value) => {
    expect(tokenize(sql)).toMatchObject([{ kind: "string", text: sql, value }]);
  });

  test("comments of all three kinds are no tokens", () => {
    expect(kinds("a -- x\n b // 'y\n c /* z ; */ d")).toEqual(["word A", "word B", "word C", "word D"]);
  });

  test("the longest operator wins", () => {
    expect(kinds("a::b||c=>d<>e->>f.g")).toEqual(
      [
        "word A",
        "operator ::",
        "word B",
        "operator ||",
        "word C",
        "operator =>",
        "word D",
        "operator <>",
        "word E",
      ].concat(["operator ->>", "word F", "operator .", "word G"]),
    );
  });

  test("numbers carry fraction and exponent but no sign", () => {
    expect(kinds("-1.5e-3 .5 7")).toEqual(["operator -", "number 1.5e-3", "number .5", "number 7"]);
  });

  test("positions count lines from 1 and columns from 0, also behind strings with line breaks", () => {
    expect(tokenize("a\n 'x\ny' b")).toMatchObject([
      { line: 1, column: 0 },
      { line: 2, column: 1 },
      { line: 3, column: 3, start: 9, end: 10 },
    ]);
  });

  test("$1 and $name are variables", () => {
    expect(kinds("$1 + $limit")).toEqual(["variable 1", "operator +", "variable LIMIT"]);
  });

  test("a string that does not end is an error", () => {
    expect(() => tokenize("select 'abc")).toThrow("parse error line 1 at position 7");
  });
});

test("a file is cut at semicolons outside of strings, quotes and comments, with line numbers", () => {
  const file = "-- first;\nSELECT ';' ;\n\n$$;$$; ;\nSELECT \";\" /* ; */ FROM t";
  expect(splitStatements(file)).toEqual([
    { sql: "SELECT ';'", line: 2 },
    { sql: "$$;$$", line: 4 },
    { sql: 'SELECT ";" /* ; */ FROM t', line: 5 },
  ]);
});
