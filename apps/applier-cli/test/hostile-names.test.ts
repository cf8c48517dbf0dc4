import { readFileSync } from "node:fs";

import type { TableMetadata } from "@dp/metadata";
import { expect, test } from "@jest/globals";

import { changed, column, document } from "./documents.ts";
import { writeTables } from "./project.ts";
import { onStage } from "./stage.ts";

const listed = JSON.parse(
  readFileSync(new URL("../../../packages/type-map/test/hostile-names.json", import.meta.url), "utf8"),
) as readonly { readonly folded: string }[];

/** Every name of the shared list that PostgreSQL takes whole. */
const names = [...new Set(listed.map(({ folded }) => folded))].filter((name) => Buffer.byteLength(name) <= 63);

/** PostgreSQL keeps these columns for itself; tables.yaml gives such a column another name. */
const systemColumns = ["ctid", "cmax", "cmin", "tableoid", "xmax", "xmin"];

/** A table of that name in a schema of that name, whose columns, keys and index are called so as well. */
function called(name: string, index: number): TableMetadata {
  const before = names[index - 1];
  const stored = (each: string): string => (systemColumns.includes(each) ? `${each}_` : each);
  const own = stored(name);
  const place = (each: string): string => (/^(?:pg_|public$|information_schema$)/.test(each) ? "sales" : each);
  return document(`t${String(index)}`, {
    schema: place(name),
    table: name,
    comment: name,
    columns: [
      column(own, "bigint", { nullable: false, comment: name }),
      column("other", "text", { default: { kind: "string", value: name } }),
    ],
    primaryKey: { name: `${String(index)}_pkey`, columns: [own] },
    foreignKeys:
      before === undefined
        ? []
        : [{ name, columns: [own], references: { schema: place(before), table: before, columns: [stored(before)] } }],
    indexes: [{ name: `${String(index)}_idx`, columns: ["other", own], reason: "configured" }],
  });
}

const outside = "SELECT (SELECT count(*) FROM keep.kept) AS rows, (SELECT count(*) FROM pg_roles) AS roles";

test("every hostile name goes through plan, apply, verify and a change, and nothing outside moves", async () => {
  const tables = names.map(called);
  expect(tables.length).toBeGreaterThan(60);
  await onStage(tables, async ({ client, project, run, json }) => {
    await client.query("CREATE SCHEMA keep; CREATE TABLE keep.kept AS SELECT generate_series(1, 5) AS id");
    const before = (await client.query(outside)).rows;
    const planned = await json("plan", "--out", "saved.json");
    expect(planned).toMatchObject({ exitCode: 0 });
    expect(await run("apply", "saved.json", "-q")).toMatchObject({ code: 0, stderr: "" });
    expect(await run("verify", "-q")).toMatchObject({ code: 0, stdout: "" });
    const { rows } = await client.query<{ name: string }>(
      "SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname <> ALL ('{pg_catalog,information_schema,dp_control,keep}')",
    );
    expect(rows.map(({ name }) => name).sort()).toEqual([...names].sort());
    writeTables(
      project,
      tables.map((table) =>
        changed(table, {
          comment: `${table.target.table} again`,
          columns: [...table.target.columns, column("more", "text")],
        }),
      ),
    );
    expect(await run("apply", "--all", "--yes", "-q")).toMatchObject({ code: 0, stderr: "" });
    expect(await run("plan", "--exit-code", "-q")).toMatchObject({ code: 0 });
    expect((await client.query(outside)).rows).toEqual(before);
  });
}, 120_000);
