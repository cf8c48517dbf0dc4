import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { campaign } from "@dp/chaos";
import type { MappingSettings } from "@dp/metadata";
import { expect, jest, test } from "@jest/globals";
import { to as copyTo } from "pg-copy-streams";

import { typedColumns } from "./all-types/columns.ts";
import { Dice } from "./history/dice.ts";
import { Inside } from "./history/inside.ts";
import { Outside, type Reader } from "./history/outside.ts";
import type { Design } from "./history/tables.ts";
import { Transport } from "./history/transport.ts";
import { withWorld } from "./world.ts";

/** One sequence of rows; the seed says which stretch of it. */
const { cases: count, seed, tell } = campaign("rows-of-all-types", { cases: 2000, seed: 0 });
const first = (seed * count) % 50_000_000;

jest.setTimeout(count > 2000 ? 3_000_000 : 180_000);

const design: Design = {
  ...{ name: "generated", source: "G", role: "keyed", mode: "full", overlap: 0, tracked: false, retention: 1 },
  verify: "manual",
};

const settings: MappingSettings = {
  columns: Object.fromEntries(typedColumns.flatMap(({ name, policies }) => (policies ? [[name, { policies }]] : []))),
};

/** Target columns in an order of our own, and how the test makes their texts. */
const targets = typedColumns.flatMap(({ name, type, texts }) =>
  Object.entries(texts).map(([ending, made]) => {
    return { name: `${name}${ending}`.toLowerCase(), made, float: type === "FLOAT" };
  }),
);

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\b": "\\b",
  "\f": "\\f",
  "\v": "\\v",
};

/** A line of COPY TO, as the manual has it. */
function expectedLine(row: number): string {
  const fields = targets.map(({ made }) => made(row) as string | null);
  return [String(row), ...fields]
    .map((field) => (field === null ? "\\N" : field.replace(/[\\\t\n\r\b\f\v]/g, (sign) => escapes[sign] ?? sign)))
    .join("\t");
}

/** Fields that differ. PostgreSQL's shortest text of a float may have a digit more than ours: there the numbers count. */
function differing(line: string, expected: string): readonly object[] {
  const [found, wanted] = [line.split("\t"), expected.split("\t")];
  return targets.flatMap(({ name, float }, index) => {
    const [got, want] = [found[index + 1], wanted[index + 1]];
    return got === want || (float && Number(got) === Number(want)) ? [] : [{ id: wanted[0], name, got, want }];
  });
}

/** Compares each line that comes with the one that has to. @returns the first that differ */
async function differences(
  client: Reader["client"],
): Promise<{ readonly lines: number; readonly wrong: readonly object[] }> {
  const columns = targets.map(({ name }) => `"${name}"::text`).join(", ");
  const stream = client.query(copyTo(`COPY (SELECT id, ${columns} FROM w.generated ORDER BY id) TO STDOUT`));
  const wrong: object[] = [];
  let [lines, rest] = [0, ""];
  stream.setEncoding("utf8");
  for await (const chunk of stream as AsyncIterable<string>) {
    const found = `${rest}${chunk}`.split("\n");
    rest = found.pop() ?? "";
    for (const line of found) {
      const expected = expectedLine(first + lines++);
      if (line !== expected && wrong.length < 5) wrong.push(...differing(line, expected));
    }
  }
  return { lines, wrong };
}

async function fill(load: (sql: string) => Promise<void>): Promise<void> {
  const columns = typedColumns.map(({ name, type }) => `${name} ${type}`).join(", ");
  await load(`CREATE SCHEMA H.W; CREATE TABLE H.W.G (ID NUMBER(18,0) NOT NULL PRIMARY KEY, ${columns});`);
  const values = typedColumns.map(({ sql }) => sql).join(", ");
  for (let done = 0; done < count; done += 50_000) {
    const size = Math.min(50_000, count - done);
    const rows = `SELECT SEQ8() + ${String(first + done)} AS N FROM TABLE(GENERATOR(ROWCOUNT => ${String(size)}))`;
    await load(`INSERT INTO H.W.G SELECT N, ${values} FROM (${rows});`);
  }
}

test(`${String(count)} generated rows of all types arrive as the type map says`, async () => {
  const folder = await mkdtemp(join(tmpdir(), "dp-all-types-"));
  try {
    await withWorld({}, async ({ office, reader }) => {
      await fill(office.load);
      const inside = new Inside(office, folder, { schema: "W", designs: [design], settings });
      const outside = new Outside(reader, folder);
      await inside.extract();
      await outside.apply(inside.metadata);
      expect(await inside.unload(["generated"])).toEqual(new Map());
      await new Transport(inside.exchange, outside.exchange, new Dice(1)).bringAll(["generated"]);
      const [result] = await outside.load(["generated"]);
      expect(result).toMatchObject({ status: "loaded", troubles: [] });
      const names = inside.metadata.flatMap(({ target }) => target.columns.map(({ name }) => name));
      expect(names.toSorted()).toEqual(["id", ...targets.map(({ name }) => name)].toSorted());
      expect(await differences(reader.client)).toEqual({ lines: count, wrong: [] });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  tell({ rows: count });
});
