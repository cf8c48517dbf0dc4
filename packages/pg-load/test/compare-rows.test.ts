import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";

import {
  createPart,
  createSigningKey,
  readSigningKey,
  type RowHashes,
  rowHashesName,
  type RowHashesRef,
  sealRowHashes,
  type SigningKey,
} from "@dp/bundle";
import { expect, jest, test } from "@jest/globals";
import fc from "fast-check";

import { type ComparedRows, compareRows, openSession, verifyData } from "../src/index.ts";
import { column, document } from "./documents.ts";
import { bucketOf, copyText, type Row, type TableContent } from "./sender.ts";
import { type Stage, withStage } from "./stage.ts";

jest.setTimeout(60_000);

const hex = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");
const frame = (row: Row): string =>
  row.map((value) => (value === null ? "-" : `${String(Array.from(value).length)}:${value}`)).join("");

const buckets = 4;
const named = document("named", {
  columns: [
    column("code", "text", { nullable: false }),
    column("part", "integer", { nullable: false }),
    column("note", "text"),
  ],
  primaryKey: { name: "named_pkey", columns: ["code", "part"] },
});
const loose = document("loose", { columns: [column("page", "text"), column("times", "integer")] });
const key = ["code", "part"];
const setUp = `CREATE SCHEMA sales;
  CREATE TABLE sales.named (code text, part integer, note text, CONSTRAINT named_pkey PRIMARY KEY (code, part));
  CREATE TABLE sales.loose (page text, times integer);`;

interface File {
  readonly content: TableContent;
  readonly rows?: readonly Row[];
  readonly change?: (manifest: RowHashes) => RowHashes;
  readonly signer?: SigningKey;
  /** Lines of the file as they are, in place of what the rows give. */
  readonly lines?: readonly Row[];
}

let runs = 0;

/** What the other side publishes, hashed by hand. */
async function publish(
  { sender }: Stage,
  { content, rows = content.rows, lines, change, signer }: File,
): Promise<RowHashesRef> {
  const { name } = content.metadata;
  const chain = sender.chains.get(name);
  if (chain === undefined) throw new Error("nothing was published");
  const folder = await mkdtemp(join(sender.folder, "rows-"));
  const how = { compression: "gzip" as const, recipients: [sender.recipient] };
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(hex(frame(row)), (counts.get(hex(frame(row))) ?? 0) + 1);
  const made: readonly Row[] =
    lines ??
    (content.key === undefined
      ? [...counts].map(([hash, count]) => [hash, String(count)])
      : rows.map((row) => [hex(frame(row)), ...row.slice(0, 2)]));
  const file = "part-00000.copy.gz.age";
  const writer = await createPart(join(folder, file), how);
  await writer.write(copyText(made), made.length);
  const part = { file, ...(await writer.close()) };
  const manifest: RowHashes = {
    $schema: "urn:dp:schema:bundle-row-hashes:1",
    formatVersion: "1.0",
    ...{ feed: name, table: name, epoch: chain.epoch, seq: chain.seq, manifestSha256: chain.previous ?? "" },
    ...{ snapshot: chain.snapshot, runId: `run-${String(++runs).padStart(4, "0")}`, createdAt: chain.snapshot },
    ...{ program: "extractor-cli/0.1.0", account: "MYORG-PROD", ...how },
    columns: content.metadata.target.columns.map((one) => one.name),
    ...(content.key === undefined ? {} : { key: content.key }),
    ...{ outside: [], buckets, lines: made.length, parts: [part] },
  };
  const said = change?.(manifest) ?? manifest;
  await sealRowHashes(folder, said, signer ?? sender.signingKey);
  const folderName = rowHashesName(said.table, said.runId);
  await sender.store.publish(name, folderName, folder);
  await rm(folder, { recursive: true });
  return { feed: name, name: folderName, table: said.table };
}

async function compare({ options, sender }: Stage, ref: RowHashesRef): Promise<ComparedRows> {
  const { connect, store, trust } = options();
  const db = await openSession(connect);
  try {
    return await compareRows(db, { store, trust, identities: sender.identities, ref, showValues: false });
  } finally {
    await db.close();
  }
}

async function refusal(stage: Stage, ref: RowHashesRef): Promise<{ code: string; message: string }> {
  return compare(stage, ref).then(
    () => ({ code: "NOT REFUSED", message: "" }),
    (error: unknown) => error as { code: string; message: string },
  );
}

const texts = [
  'it\'s "q"',
  "a\tb\nc\rd",
  "\\N",
  "\\",
  "",
  "🦆 e\u0301",
  "\u202e",
  "a'; DROP TABLE x; --",
  "{1,2}",
  "NULL",
];

test("random rows changed, deleted and added by hand are named exactly, with hostile keys and without keys", async () => {
  await withStage(setUp, async (stage) => {
    const { sender, sql } = stage;
    const seed = 20_261_124;
    const rows: Row[] = texts.flatMap((text) =>
      [1, 2, 3].map((part) => [text, String(part), part === 2 ? null : `n ${text}`]),
    );
    const visits: Row[] = texts.flatMap((text, index) => Array.from({ length: 1 + (index % 3) }, () => [text, "7"]));
    const content: TableContent = { metadata: named, rows, key, buckets };
    const without: TableContent = { metadata: loose, rows: visits, buckets };
    await sender.publish("named", [content]);
    await sender.publish("loose", [without]);
    expect((await stage.load()).map(({ error }) => error)).toEqual([undefined, undefined]);
    const [file, plain] = [await publish(stage, { content }), await publish(stage, { content: without })];
    expect((await compare(stage, file)).counts).toEqual([]);
    expect((await compare(stage, plain)).counts).toEqual([]);
    const kinds = fc.array(fc.constantFrom("keep", "change", "delete"), {
      minLength: rows.length,
      maxLength: rows.length,
    });
    await fc.assert(
      fc.asyncProperty(kinds, fc.subarray(texts), async (fates, added) => {
        await sql("BEGIN");
        await sql("CREATE TEMP TABLE before ON COMMIT DROP AS SELECT * FROM sales.named");
        const expected: string[] = [];
        for (const [index, fate] of fates.entries()) {
          const [code = "", part = ""] = rows[index] ?? [];
          if (fate === "change")
            await sql("UPDATE sales.named SET note = coalesce(note, '') || '!' WHERE (code, part) = ($1, $2)", [
              code,
              part,
            ]);
          if (fate === "delete") await sql("DELETE FROM sales.named WHERE (code, part) = ($1, $2)", [code, part]);
          if (fate !== "keep")
            expected.push(JSON.stringify([fate === "change" ? "changed" : "only-in-snowflake", code, part]));
        }
        for (const code of added) {
          await sql("INSERT INTO sales.named VALUES ($1, -1, 'new')", [code]);
          expected.push(JSON.stringify(["only-in-postgres", code, "-1"]));
        }
        await sql("COMMIT");
        const found = await compare(stage, file);
        const named = found.rows.map(
          ({ kind, key: at, rows: count }) => JSON.stringify([kind, at?.code, at?.part]) + (count === 1 ? "" : "?"),
        );
        expect(named.toSorted()).toEqual(expected.toSorted());
        // The buckets are those that the sums name, and where the key falls by the words of the contract.
        const [verified] = await verifiedTables(stage, "named");
        expect(found.counts.map(({ bucket }) => bucket)).toEqual(verified?.differing);
        for (const { bucket, key: at } of found.rows)
          expect(bucketOf([at?.code ?? "", at?.part ?? ""], buckets)).toBe(bucket);
        await sql("TRUNCATE sales.named");
        for (const row of rows) await sql("INSERT INTO sales.named VALUES ($1, $2, $3)", [...row]);
      }),
      { seed, numRuns: 6 },
    );

    await sql("DELETE FROM sales.loose WHERE ctid IN (SELECT ctid FROM sales.loose WHERE page = $1 LIMIT 1)", [
      texts[2],
    ]);
    await sql("INSERT INTO sales.loose VALUES ('new', 1), ('new', 1), (NULL, NULL)");
    const { rows: differing } = await compare(stage, plain);
    const byHash = new Map(differing.map(({ hash, kind, rows: count }) => [hash, `${kind} ${String(count)}`]));
    expect(byHash).toEqual(
      new Map([
        [hex(frame([texts[2] ?? "", "7"])), "only-in-snowflake 1"],
        [hex(frame(["new", "1"])), "only-in-postgres 2"],
        [hex(frame([null, null])), "only-in-postgres 1"],
      ]),
    );
  });
});

async function verifiedTables({ options }: Stage, ...tables: readonly string[]): ReturnType<typeof verifyData> {
  const db = await openSession(options().connect);
  try {
    return await verifyData(db, tables, () => undefined);
  } finally {
    await db.close();
  }
}

test("a file of chosen buckets compares these; a wider column is compared as what was loaded; the reader of it writes nothing", async () => {
  await withStage(setUp, async (stage) => {
    const { sender, sql } = stage;
    const rows: Row[] = Array.from({ length: 40 }, (_unused, index) => [`k${String(index)}`, "1", "n"]);
    const content: TableContent = { metadata: named, rows, key, buckets };
    await sender.publish("named", [content]);
    await stage.load();
    await sql("ALTER TABLE sales.named ALTER COLUMN part TYPE bigint");
    await sql("UPDATE sales.named SET note = 'other'");
    const inBucket = rows.filter(([code = "", part = ""]) => [1, 3].includes(bucketOf([code, part], buckets)));
    const file = await publish(stage, {
      content,
      rows: inBucket,
      change: (manifest) => ({ ...manifest, chosen: [1, 3] }),
    });
    const { counts, rows: differing, chosen } = await compare(stage, file);
    expect([chosen, counts.map(({ bucket }) => bucket), differing.length]).toEqual([[1, 3], [1, 3], inBucket.length]);
    // Twice in Snowflake, where nobody enforces keys; once here.
    const [first = []] = inBucket;
    const twice = await publish(stage, { content, rows: [...rows, first] });
    expect((await compare(stage, twice)).rows.filter(({ rows: count }) => count > 1)).toHaveLength(1);
    const [tables] = await sql<{ n: number }>("SELECT count(*)::int AS n FROM pg_class WHERE relname LIKE 'dp_row_%'");
    expect(tables).toEqual({ n: 0 });
  });
});

test("a file that is not the sender's, not of this table, not of the loaded bundle, or not what it claims is refused by name", async () => {
  await withStage(setUp, async (stage) => {
    const { sender, sql } = stage;
    const rows: Row[] = Array.from({ length: 20 }, (_unused, index) => [`key ${String(index)}`, "1", "n"]);
    const content: TableContent = { metadata: named, rows, key, buckets };
    await sender.publish("named", [content]);
    const early = await publish(stage, { content });
    expect(await refusal(stage, early)).toMatchObject({ code: "ROW_HASHES_AHEAD" });
    await stage.load();
    const foreign = await createSigningKey({
      name: "foreign",
      privateFolder: sender.folder,
      publicFolder: sender.folder,
    });
    const signer = await readSigningKey(foreign.privateFile);
    const other = "0".repeat(64);
    const cases: readonly (readonly [string, Partial<File>])[] = [
      ["BUNDLE_SIGNATURE_UNKNOWN_SIGNER", { signer }],
      ["BUNDLE_DOCUMENT_INVALID", { change: (manifest) => ({ ...manifest, feed: "loose" }) }],
      ["ROW_HASHES_OTHER", { change: (manifest) => ({ ...manifest, table: "loose" }) }],
      ["ROW_HASHES_OTHER", { change: (manifest) => ({ ...manifest, manifestSha256: other }) }],
      ["ROW_HASHES_OTHER", { change: (manifest) => ({ ...manifest, account: "OTHER" }) }],
      ["ROW_HASHES_OTHER", { change: (manifest) => ({ ...manifest, snapshot: "2026-11-23T09:00:00.000Z" }) }],
      ["ROW_HASHES_OTHER", { change: (manifest) => ({ ...manifest, buckets: 8 }) }],
      ["ROW_HASHES_OTHER", { change: (manifest) => ({ ...manifest, key: ["part", "code"] }) }],
      [
        "ROW_HASHES_OTHER",
        {
          change: (manifest) =>
            Object.fromEntries(Object.entries(manifest).filter(([name]) => name !== "key")) as unknown as RowHashes,
        },
      ],
      ["ROW_HASHES_OTHER", { change: (manifest) => ({ ...manifest, columns: ["code", "part"], outside: ["note"] }) }],
      ["ROW_HASHES_OTHER", { change: (manifest) => ({ ...manifest, chosen: [0, 1] }) }],
      ["ROW_HASHES_AHEAD", { change: (manifest) => ({ ...manifest, seq: 2 }) }],
      ["ROW_HASHES_AHEAD", { change: (manifest) => ({ ...manifest, epoch: 2 }) }],
      ["LOAD_VALUE_REFUSED", { lines: [["secret-hash", "a", "1"]] }],
      ["LOAD_VALUE_REFUSED", { lines: [[other, "secret-key", "not a number"]] }],
      ["LOAD_VALUE_REFUSED", { lines: [[other, "secret-key"]] }],
    ];
    for (const [code, odd] of cases) {
      const ref = await publish(stage, { content, ...odd });
      const error = await refusal(stage, ref);
      expect({ odd: String(odd.change ?? JSON.stringify(odd.lines)), code: error.code }).toEqual({
        odd: String(odd.change ?? JSON.stringify(odd.lines)),
        code,
      });
      expect(error.message).not.toContain("secret");
    }
    const good = await publish(stage, { content });
    const elsewhere = { ...good, name: rowHashesName("named", "run-9999") };
    expect(await refusal(stage, elsewhere)).toMatchObject({ code: "BUNDLE_INCOMPLETE" });
    await sql("ALTER TABLE sales.named DROP COLUMN note");
    expect(await refusal(stage, good)).toMatchObject({ code: "ROW_HASHES_OTHER" });
    await sql("ALTER TABLE sales.named ADD COLUMN note text");
    await sender.publish("named", [content]);
    await stage.load();
    expect(await refusal(stage, good)).toMatchObject({ code: "ROW_HASHES_STALE" });
    // What lies beside the chain is none of it: the feed goes on.
    expect((await stage.one()).status).toBe("unchanged");
    expect((await sender.store.bundles("named")).map(({ seq }) => seq)).toEqual([1, 2]);
  });
});
