import { shown } from "../shown.ts";
import type { Complaint } from "../tables/complaint.ts";
import type { Path } from "../tables/source-map.ts";
import type { WrittenIndex, WrittenPostgres, WrittenTarget } from "./written.ts";

/** PostgreSQL cuts names after 63 bytes (NAMEDATALEN - 1): PostgreSQL documentation, "Lexical Structure". */
const LONGEST_NAME = 63;

/** Schemas that are the programs' own. */
const OWN_SCHEMAS: readonly string[] = ["dp_control", "dp_load"];

/** `defaults` or a target, as it is written. */
interface Section {
  readonly path: Path;
  readonly written: WrittenTarget;
}

interface Name {
  readonly path: Path;
  readonly name: string | undefined;
  readonly part?: "key" | "value";
}

/** What a schema cannot say: lengths in bytes, names that are taken, and what does not go together. @internal */
export function checkTargets({ defaults = {}, targets }: WrittenPostgres): readonly Complaint[] {
  const sections: readonly Section[] = [
    { path: ["defaults"], written: defaults },
    ...Object.entries(targets).map(([name, written]) => ({ path: ["targets", name], written })),
  ];
  return [
    ...sections.flatMap((section) => namesOf(section).flatMap(tooLong)),
    ...sections.flatMap(reservedSchemas),
    ...sections.flatMap(indexes),
    ...secondDefault(sections),
  ];
}

function namesOf({ path, written }: Section): readonly Name[] {
  const { database, owner, tablespace, schemas = {}, grants = {}, tables = {} } = written;
  return [
    { path: [...path, "database"], name: database },
    { path: [...path, "owner"], name: owner },
    { path: [...path, "tablespace"], name: tablespace },
    ...Object.entries(schemas).map(([key, name]) => ({ path: [...path, "schemas", key], name })),
    ...Object.keys(grants).map((name): Name => ({ path: [...path, "grants", name], name, part: "key" })),
    ...Object.entries(tables).flatMap(([table, own]) => [
      ...namesOf({ path: [...path, "tables", table], written: { ...own, tables: {} } }),
      ...(own.indexes ?? []).map(({ name }, at) => ({ path: [...path, "tables", table, "indexes", at, "name"], name })),
    ]),
  ];
}

function tooLong({ path, name, part = "value" }: Name): readonly Complaint[] {
  const bytes = Buffer.byteLength(name ?? "");
  if (bytes <= LONGEST_NAME) return [];
  const message = `${shown(name)} has ${String(bytes)} bytes; a name in PostgreSQL has ${String(LONGEST_NAME)} at most`;
  return [{ path, part, message, hint: "Give a shorter name." }];
}

function reservedSchemas({ path, written: { schemas = {} } }: Section): readonly Complaint[] {
  return Object.entries(schemas).flatMap(([key, schema]): readonly Complaint[] => {
    const taken = schema.startsWith("pg_") || schema === "information_schema" ? "PostgreSQL's" : "this program's";
    if (taken === "this program's" && !OWN_SCHEMAS.includes(schema)) return [];
    const message = `tables cannot stand in the schema ${shown(schema)}: it is ${taken} own`;
    return [{ path: [...path, "schemas", key], part: "value", message, hint: "Name another schema." }];
  });
}

function indexes({ path, written: { tables = {} } }: Section): readonly Complaint[] {
  return Object.entries(tables).flatMap(([table, { indexes: written = [] }]) => {
    const at: Path = [...path, "tables", table, "indexes"];
    return [...written.flatMap((index, place) => oddIndex(index, [...at, place])), ...repeated(written, at)];
  });
}

function oddIndex({ columns, unique = false, method = "btree" }: WrittenIndex, path: Path): readonly Complaint[] {
  const complaints: Complaint[] = [];
  if (unique && method !== "btree") {
    const hint = "Leave `method` away, or `unique`.";
    complaints.push({ path: [...path, "unique"], part: "value", message: `a ${method} index cannot be unique`, hint });
  }
  if (method === "hash" && columns.length > 1) {
    const message = "a hash index has one column";
    complaints.push({ path: [...path, "columns"], part: "value", message, hint: "Leave `method` away." });
  }
  return complaints;
}

function repeated(written: readonly WrittenIndex[], at: Path): readonly Complaint[] {
  const keys = written.map(({ columns, method = "btree" }) => JSON.stringify([columns, method]));
  return keys.flatMap((key, place): readonly Complaint[] => {
    if (keys.indexOf(key) === place) return [];
    const message = `an index on ${shown(written[place]?.columns.join(", "))} stands twice`;
    return [{ path: [...at, place], part: "value", message, hint: "Remove one of the two." }];
  });
}

function secondDefault(sections: readonly Section[]): readonly Complaint[] {
  return sections
    .filter(({ written }) => written.default === true)
    .slice(1)
    .map(({ path }) => ({
      path: [...path, "default"],
      part: "value",
      message: "another target is the default already",
      hint: "One target is the default; the others are chosen with --target.",
    }));
}
