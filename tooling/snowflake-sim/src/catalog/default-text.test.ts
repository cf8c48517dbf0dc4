import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { Cursor } from "../sql/cursor.ts";
import { decodeString, tokenize } from "../sql/lexer.ts";
import { parseName } from "../sql/parse-name.ts";
import { printString } from "./default-text.ts";
import { printPath } from "./errors.ts";

const seed = 20_260_115;
const anyText = fc.string({ unit: "binary" });

test("a printed string means what it was printed from", () => {
  fc.assert(
    fc.property(anyText, (value) => {
      const [token, ...others] = tokenize(printString(value));
      expect(others).toEqual([]);
      expect(token).toMatchObject({ kind: "string", value });
    }),
    { seed },
  );
});

test("a string with every quote doubled and every backslash doubled means itself", () => {
  fc.assert(
    fc.property(anyText, (value) => {
      expect(decodeString(value.replaceAll("\\", "\\\\").replaceAll("'", "''"))).toBe(value);
    }),
    { seed },
  );
});

test("a printed path reads back as the same names", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary", minLength: 1 }), { minLength: 1, maxLength: 3 }), (parts) => {
      const quoted = parts.map((part) => `"${part.replaceAll('"', '""')}"`).join(".");
      expect(parseName(new Cursor(quoted))).toEqual(parts);
      expect(printPath(parts)).toBe(parts.map((part) => printPath([part])).join("."));
    }),
    { seed },
  );
});
