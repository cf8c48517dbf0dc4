import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { completeTableMetadata, serializeTableMetadata } from "@dp/metadata";

import { listNames, metadataFileName, readEntry, readFolder, tableOfFile } from "./index.ts";

let path: string;
const folder = (): { path: string; shownAs: string } => ({ path, shownAs: "metadata/schemas" });

function text(name: string): string {
  return serializeTableMetadata(
    completeTableMetadata({
      edition: 1,
      name,
      source: {
        system: "snowflake",
        database: "D",
        schema: "S",
        table: name.toUpperCase(),
        kind: "TABLE",
        columns: [{ name: "A", type: "BOOLEAN", nullable: true }],
        uniqueKeys: [],
        foreignKeys: [],
      },
      settings: {},
      target: {
        schema: "public",
        table: name,
        requires: { postgres: 14, extensions: [] },
        columns: [{ name: "a", from: "A", type: "boolean", nullable: true, fidelity: "exact" }],
        uniqueKeys: [],
        foreignKeys: [],
        indexes: [],
      },
      findings: [],
    }),
  );
}

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), "dp-metadata-"));
});

afterEach(() => {
  rmSync(path, { recursive: true, force: true });
});

test("every metadata file is read, in the order of the names, and nothing else", async () => {
  for (const name of ["b", "a"]) writeFileSync(join(path, metadataFileName(name)), text(name));
  writeFileSync(join(path, "README.md"), "");
  writeFileSync(join(path, ".a_metadata.json.1.00000000.tmp"), "");
  mkdirSync(join(path, "x"));
  const entries = await readFolder(folder());
  expect(entries.map(({ name, file }) => [name, file])).toEqual([
    ["a", "metadata/schemas/a_metadata.json"],
    ["b", "metadata/schemas/b_metadata.json"],
  ]);
  expect(entries[0]).toMatchObject({ metadata: { name: "a" }, text: text("a") });
});

test("one bad file is an entry with its error, and the others are read", async () => {
  writeFileSync(join(path, metadataFileName("a")), text("a").slice(0, -40));
  writeFileSync(join(path, metadataFileName("b")), text("b"));
  const [bad, good] = await readFolder(folder());
  expect(bad).toMatchObject({
    name: "a",
    error: { code: "INVALID_METADATA", file: "metadata/schemas/a_metadata.json" },
  });
  expect(good).toMatchObject({ name: "b", metadata: { name: "b" } });
});

test("a file that was renamed by hand is refused", async () => {
  writeFileSync(join(path, metadataFileName("b")), text("a"));
  expect(await readEntry(folder(), "b")).toMatchObject({ error: { code: "METADATA_NAME_MISMATCH" } });
});

test("a missing folder has no tables, a missing file says so", async () => {
  expect(await listNames({ path: join(path, "no"), shownAs: "no" })).toEqual([]);
  expect(await readEntry(folder(), "z")).toMatchObject({ error: { code: "FILE_NOT_FOUND" } });
});

test.each(["../x_metadata.json", "A_metadata.json", "_metadata.json", "a.json", "a b_metadata.json"])(
  "%s names no table",
  (name) => {
    expect(tableOfFile(name)).toBeUndefined();
  },
);

test("the canonical text survives reading", async () => {
  writeFileSync(join(path, metadataFileName("a")), text("a"));
  const entry = await readEntry(folder(), "a");
  expect("metadata" in entry && serializeTableMetadata(entry.metadata)).toBe(
    readFileSync(join(path, metadataFileName("a")), "utf8"),
  );
});
