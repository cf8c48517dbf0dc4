import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "@jest/globals";

import { onStage, repositoryFile } from "./stage.ts";
import type { TestProject } from "./project.ts";

/** Nothing listens there: explaining asks no account. */
const nobody = { url: "http://127.0.0.1:1", account: "NOBODY" };

const names = ["customers", "order_lines", "orders"] as const;

function give(project: TestProject): void {
  for (const name of names) {
    const text = repositoryFile(`packages/mapping/test/golden/${name}_metadata.json`);
    project.write(`metadata/schemas/${name}_metadata.json`, text);
  }
}

test("explains every committed table, or the one that is named, without an account", async () => {
  await onStage(nobody, "", async ({ run, json, project }) => {
    give(project);
    const all = await run("explain");
    expect(all.code).toBe(0);
    expect(all.stdout.match(/^\w+: .* -> .*, edition 1$/gm)).toHaveLength(3);
    const { code, stdout } = await run("explain", "orders");
    expect([code, stdout]).toEqual([0, repositoryFile("apps/extractor-cli/test/golden/explain/orders.txt")]);
    const markdown = await run("explain", "orders", "--format", "md");
    expect(markdown.stdout).toBe(repositoryFile("apps/extractor-cli/test/golden/explain/orders.md"));
    expect((await json("explain", "orders")).data).toMatchObject({
      tables: [{ name: "orders", target: "public.orders", columns: expect.any(Array), findings: expect.any(Array) }],
    });
  });
});

test("a reader that goes away, as in `explain | head`, is no error", async () => {
  await onStage(nobody, "", async ({ start, project }) => {
    give(project);
    const { child, ended } = start("explain");
    child.stdout?.destroy();
    const { code, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining("EPIPE") });
  });
});

test("a table that is not there, and a project without files, are said", async () => {
  await onStage(nobody, "", async ({ run, project }) => {
    const none = await run("explain");
    expect([none.code, none.stdout]).toEqual([
      0,
      expect.stringMatching(/^No metadata files in .* Next: extractor-cli extract --all$/m),
    ]);
    give(project);
    const { code, stderr } = await run("explain", "order");
    expect(code).toBe(64);
    expect(stderr).toContain('no table "order" in metadata/schemas');
    expect(stderr).toContain("tables: customers, order_lines, orders");
  });
});

test("a broken file is named; the others are explained", async () => {
  await onStage(nobody, "", async ({ run, project }) => {
    give(project);
    project.write("metadata/schemas/orders_metadata.json", "{");
    const { code, stdout, stderr } = await run("explain");
    expect(code).toBe(65);
    expect(stdout).toMatch(/^failed {4}orders$/m);
    expect(stdout).toContain("customers: DB.S.CUSTOMERS");
    expect(stderr).toContain("metadata/schemas/orders_metadata.json");
  });
});

test("a type is explained outside of any project, under policies of the command line", async () => {
  await onStage(nobody, undefined, async ({ surroundings, project, run, json }) => {
    const outside = join(surroundings.cwd, "empty");
    mkdirSync(outside);
    expect(project.records()).toEqual([]);
    const { code, stdout } = await run("explain", "--type", "TIMESTAMP_NTZ(9)");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^TIMESTAMP_NTZ\(9\) -> timestamp\(6\) without time zone {3}truncated$/m);
    const { data } = await json("explain", "--type", "int", "--policy", "integers=smallest");
    expect(data).toMatchObject({ type: { type: "NUMBER(38,0)", becomes: [{ type: "numeric(38,0)" }] } });
  });
});

test.each([
  [["--type", "HYPERCUBE(3)"], 65, 'error "HYPERCUBE" is not a Snowflake type known here in "HYPERCUBE(3)"'],
  [["--type", "INT", "--policy", "integers=int"], 64, "values: numeric, smallest"],
  [["orders", "--type", "INT"], 64, "explain takes a table or --type, not both"],
  [["--policy", "integers=smallest"], 64, "--policy goes with --type"],
] as const)("explain %j is refused with exit code %d", async (args, wanted, says) => {
  await onStage(nobody, "", async ({ run }) => {
    const { code, stderr } = await run("explain", ...args);
    expect([code, stderr]).toEqual([wanted, expect.stringContaining(says)]);
  });
});
