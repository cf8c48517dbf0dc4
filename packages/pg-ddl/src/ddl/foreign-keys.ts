import type { TableMetadata } from "@dp/metadata";

import { hashOf } from "../canonical-json.ts";
import { fromMetadata } from "../from-metadata.ts";
import { byName, tableKey } from "../table-key.ts";
import { addForeignKeySql } from "../write/foreign-key.ts";
import { withHeader } from "./header.ts";
import { bodyOf, tableDdlFile } from "./table.ts";

/** Name of the file with the foreign keys of all tables. */
export const foreignKeysDdlFile = "_foreign_keys.sql";

/** Name of the file that includes all the others. */
export const allDdlFile = "_all.sql";

function inOrder(all: readonly TableMetadata[]): readonly TableMetadata[] {
  return [...all].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/**
 * The file `_foreign_keys.sql`: runs after the files of all tables. A key to a table that is not among them comes when
 * that table does. @throws InvalidIdentifierError
 */
export function printForeignKeysDdl(all: readonly TableMetadata[]): string {
  const model = fromMetadata(inOrder(all));
  const there = byName(model.tables);
  const tables = model.tables.map((table) => ({
    ...table,
    foreignKeys: table.foreignKeys.filter(({ references }) => there.has(tableKey(references))),
  }));
  const groups = tables.map((table) => table.foreignKeys.map((key) => addForeignKeySql(table, key)));
  const keys = tables.map(({ schema, name, foreignKeys }) => ({ schema, name, foreignKeys }));
  const fields = { target: `v1:sha256:${hashOf(keys.filter(({ foreignKeys }) => foreignKeys.length > 0))}` };
  return withHeader({ title: "Foreign keys of all tables", fields }, bodyOf(groups));
}

/** The file `_all.sql` for psql: includes every table's file and then the foreign keys. */
export function printAllDdl(all: readonly TableMetadata[]): string {
  const files = [...inOrder(all).map(({ name }) => tableDdlFile(name)), foreignKeysDdlFile];
  const body = files.map((file) => `\\ir ${file}\n`).join("");
  const title = `All tables: psql -v ON_ERROR_STOP=1 -1 -f ${allDdlFile}`;
  return withHeader({ title, fields: {} }, body);
}
