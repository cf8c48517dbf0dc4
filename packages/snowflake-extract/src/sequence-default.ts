import type { SchemaName } from "./queries.ts";

/** The sequence whose next value a default is, `DB.SCH.SEQ.NEXTVAL`; what the text leaves out is the table's. */
export function parseSequenceDefault(
  text: string,
  { database, schema }: SchemaName,
): (SchemaName & { readonly name: string }) | undefined {
  const path = /^((?:(?:"(?:[^"]|"")+"|[A-Z_][A-Z0-9_$]*)\.){1,3})NEXTVAL$/i.exec(text.trim())?.[1];
  if (path === undefined) return undefined;
  const parts = [...path.matchAll(/"((?:[^"]|"")+)"\.|([^".]+)\./g)].map(([, quoted, bare]) =>
    quoted === undefined ? (bare ?? "").toUpperCase() : quoted.replaceAll('""', '"'),
  );
  const [name = "", inSchema = schema, inDatabase = database] = [...parts].reverse();
  return { database: inDatabase, schema: inSchema, name };
}
