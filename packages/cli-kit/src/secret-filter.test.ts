import { expect, test } from "@jest/globals";

import { SecretFilter } from "./secret-filter.ts";

test("an everyday word as a secret leaves a JSON document its names, codes and numbers", () => {
  const filter = new SecretFilter();
  filter.add(["data", "5432", 'pa"ss']);
  const text = filter.json({
    data: { port: 5432, code: "NO_data", said: 'the data of pa"ss at 5432' },
    list: ["data"],
  });
  expect(JSON.parse(text)).toEqual({
    data: { port: 5432, code: "NO_data", said: "the [hidden] of [hidden] at [hidden]" },
    list: ["[hidden]"],
  });
});
