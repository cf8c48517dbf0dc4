import { readFileSync } from "node:fs";

import { describe, expect, test } from "@jest/globals";
import { parseDocument } from "yaml";

import { program } from "./program.ts";

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly if: string;
  readonly "runs-on": unknown;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<"drift" | "review", Job>>;
}

const text = readFileSync(new URL("../../../docs/examples/github-workflow.yml", import.meta.url), "utf8");
const document = parseDocument(text, { uniqueKeys: true });
const workflow = document.toJS() as Workflow;
const runs = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));

describe("the example workflow", () => {
  test("is YAML, and names only commands and options that there are", () => {
    expect(document.errors).toEqual([]);
    const used = runs.flatMap((run) => [...run.matchAll(/extractor-cli (\S+)([^>|&\n]*)/g)]);
    expect(used.map(([, name]) => name)).toEqual(["extract", "diff"]);
    for (const [, name, rest = ""] of used) {
      const command = program.commands.find((each) => each.name === name);
      const options = [...rest.matchAll(/--([a-z-]+)/g)].map(([, option]) => option);
      expect(Object.keys(command?.options ?? {})).toEqual(expect.arrayContaining(options));
    }
  });

  test("gives secrets to the job inside the VPN alone, which no pull request starts", () => {
    const { drift, review } = workflow.jobs;
    expect(Object.keys(workflow.on)).toEqual(["schedule", "workflow_dispatch", "pull_request"]);
    expect(drift).toMatchObject({ if: "github.event_name != 'pull_request'", "runs-on": ["self-hosted", "vpn"] });
    expect(JSON.stringify(drift)).toContain("secrets.");
    expect(JSON.stringify(review)).not.toContain("secrets.");
  });

  test("no text of a pull request gets into a shell, and the review finds the base", () => {
    expect(runs.filter((run) => run.includes("${{"))).toEqual([]);
    expect(workflow.permissions).toEqual({ contents: "read" });
    expect(workflow.jobs.review.steps[0]?.with).toEqual({ "fetch-depth": 0 });
  });
});
