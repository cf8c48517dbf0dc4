import { readFileSync } from "node:fs";

import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "@jest/globals";

import { changed, column, document } from "./documents.ts";
import { exchangeOn } from "./exchange.ts";
import { writeTables } from "./project.ts";
import { onStage } from "./stage.ts";

const prices = document("prices", {
  columns: [column("id", "bigint", { nullable: false }), column("amount", "integer"), column("note", "text")],
  primaryKey: { name: "prices_pkey", columns: ["id"] },
});
const schema = new URL("../../../packages/pg-ddl/schema/plan.v1.schema.json", import.meta.url);
const isPlan = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(schema, "utf8")) as object,
);

interface Saved {
  readonly strands?: readonly { feed: string; bundles: readonly number[]; first: string }[];
}

test("a plan that would strand bundles says so in each form, and is applied when they are loaded or it is allowed", async () => {
  await onStage([prices], async (stage) => {
    const { project } = stage;
    const feed = await exchangeOn(stage, prices);
    expect(await stage.run("apply", "--all", "--yes")).toMatchObject({ code: 0 });
    await feed.publish([["1", "10", "a"]]);
    await feed.publish([["1", "11", "b"]]);

    writeTables(project, [changed(prices, { columns: [...prices.target.columns, column("more", "text")] })]);
    expect((await stage.run("plan")).stdout).not.toContain("STRANDS_BUNDLES");

    const [id, amount] = prices.target.columns;
    writeTables(project, [changed(prices, { columns: [id, amount].filter((one) => one !== undefined) })]);
    const text = await stage.run("plan", "--drop-columns", "--out", "plan.json");
    expect(text.stdout).toContain(
      "! --allow STRANDS_BUNDLES: bundles of rows that wait will not fit the tables any more",
    );
    expect(text.stdout).toContain("bundle 2 of feed prices");
    expect(text.stdout).toContain("prices: column note (text) is missing");
    expect(text.stdout).toContain("first: applier-cli load --feed prices");
    for (const format of ["sql", "md"]) {
      const { stdout } = await stage.run("plan", "--drop-columns", "--format", format);
      expect([format, stdout]).toEqual([format, expect.stringMatching(/^(-- ! |- ! )--allow STRANDS_BUNDLES/m)]);
    }
    const { data } = await stage.json("plan", "--drop-columns");
    const strands = [
      expect.objectContaining({ feed: "prices", bundles: [2], first: "applier-cli load --feed prices" }),
    ];
    expect((data?.plan as Saved).strands).toEqual(strands);
    const saved = JSON.parse(project.read("plan.json")) as Saved;
    expect(saved.strands).toEqual(strands);
    isPlan(saved);
    expect(isPlan.errors).toBeNull();

    const allowed = "DELETES_DATA,DROPS_OBJECT";
    const refused = await stage.json("apply", "plan.json", "--allow", allowed);
    expect([refused.exitCode, refused.error?.code]).toEqual([64, "USAGE_HAZARD_NOT_ALLOWED"]);
    expect(refused.error?.message).toBe("the plan may not be applied without a word on STRANDS_BUNDLES");
    expect(refused.error?.problems?.map(({ message }) => message).join("\n")).toContain(
      "bundle 2 of feed prices (sales.prices: prices: column note (text) is missing); first: applier-cli load --feed prices",
    );
    expect(await stage.run("load")).toMatchObject({ code: 0 });
    // What was saved while they waited is still the same plan.
    expect(await stage.run("apply", "plan.json", "--allow", allowed)).toMatchObject({ code: 0 });
  });
});

test("consent goes past the hazard; an exchange that cannot be read is a warning, and none is no matter", async () => {
  await onStage([prices], async (stage) => {
    const { project } = stage;
    const feed = await exchangeOn(stage, prices);
    expect(await stage.run("apply", "--all", "--yes")).toMatchObject({ code: 0 });
    await feed.publish([["1", "10", "a"]]);
    const [id, amount, note] = prices.target.columns;
    const narrow = (type: string): void => {
      const columns = [id, amount, note && { ...note, type }].filter((one) => one !== undefined);
      writeTables(project, [changed(prices, { columns })]);
    };
    narrow("character varying(40)");
    expect(await stage.run("apply", "--all", "--yes", "--allow", "CHANGES_VALUES,REWRITES_TABLE")).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("--allow STRANDS_BUNDLES"),
    });
    const allow = "CHANGES_VALUES,REWRITES_TABLE,STRANDS_BUNDLES";
    expect(await stage.run("apply", "--all", "--yes", "--allow", allow)).toMatchObject({ code: 0 });

    narrow("character varying(20)");
    const yaml = project.read("config/postgres.yaml");
    project.write("config/postgres.yaml", yaml.replace("folder: exchange", "folder: nowhere"));
    expect(await stage.json("plan")).toMatchObject({
      exitCode: 0,
      warnings: [expect.objectContaining({ code: "EXCHANGE_UNREAD" })],
    });
    project.write("config/postgres.yaml", "version: 1\ntargets: { main: { default: true } }\n");
    expect(await stage.json("plan")).toMatchObject({ exitCode: 0, warnings: [] });
  });
});
