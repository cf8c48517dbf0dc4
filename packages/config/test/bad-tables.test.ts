import { describe, expect, test } from "@jest/globals";

import { ConfigError, readTablesConfig } from "../src/index.ts";
import { againstRules, notTables, notYaml, type BadDocument } from "./bad-documents.ts";

async function refusal(yaml: string): Promise<ConfigError> {
  const error: unknown = await readTablesConfig(yaml, "config/tables.yaml").then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ConfigError) return error;
  throw new Error("the document was accepted, or refused by something else", { cause: error });
}

interface Outcome {
  readonly code: string;
  readonly places: readonly string[];
  readonly message: unknown;
  readonly hint: unknown;
  readonly quick: boolean;
}

async function outcome({ yaml }: BadDocument): Promise<Outcome> {
  const started = performance.now();
  const { code, problems } = await refusal(yaml);
  const places = problems.map(({ line, column }) => `${String(line)}:${String(column)}`);
  const [first] = problems;
  const quick = performance.now() - started < 2000;
  return { code, places, message: first?.message, hint: first?.hint ?? "", quick };
}

function expected({ at, says, hint = "" }: BadDocument): Outcome {
  return {
    code: "CONFIG_INVALID",
    places: at,
    message: expect.stringContaining(says),
    hint: expect.stringContaining(hint),
    quick: true,
  };
}

describe("refused, with the place and the way out", () => {
  test.each(notYaml.map((bad) => [bad.fact, bad] as const))("not YAML: %s", async (_, bad) => {
    expect(await outcome(bad)).toEqual(expected(bad));
  });

  test.each(notTables.map((bad) => [bad.fact, bad] as const))("not a list of tables: %s", async (_, bad) => {
    expect(await outcome(bad)).toEqual(expected(bad));
  });

  test.each(againstRules.map((bad) => [bad.fact, bad] as const))("against the rules: %s", async (_, bad) => {
    expect(await outcome(bad)).toEqual(expected(bad));
  });
});

test("several problems are one error that lists each with file, line and column", async () => {
  const error = await refusal("tabels: []\ntables:\n  - name: a\n    sync_mode: ful\n");
  expect(error.message).toBe(
    [
      "config/tables.yaml has 2 problems:",
      'config/tables.yaml:1:1: unknown key "tabels"\n    Did you mean "tables"?',
      'config/tables.yaml:4:16: tables[0].sync_mode cannot be "ful"\n    Did you mean "full"?',
    ].join("\n"),
  );
  expect(error.where).toBe("config/tables.yaml");
  expect(error.hint).toBe("Correct config/tables.yaml and run the command again.");
});

test("a value that may be a secret is not repeated", async () => {
  const error = await refusal("tables: [{ name: a, password: hunter2 }]\n");
  expect(error.message).not.toContain("hunter2");
});

test("a file with a mistake in every line gives a bounded list", async () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `wrong${String(index)}: 1`);
  const error = await refusal(lines.join("\n"));
  expect(error.problems.length).toBeLessThanOrEqual(200);
});
