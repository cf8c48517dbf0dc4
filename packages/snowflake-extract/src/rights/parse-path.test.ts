import { expect, test } from "@jest/globals";

import { parsePath } from "./parse-path.ts";

test.each([
  ["DB.S.T", ["DB", "S", "T"]],
  ['DB."my.schema"."a ""b"""', ["DB", "my.schema", 'a "b"']],
  ["DB", ["DB"]],
])("%s is read into its parts", (text, parts) => {
  expect(parsePath(text)).toEqual(parts);
});
