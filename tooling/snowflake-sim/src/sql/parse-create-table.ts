import type { RelationKind } from "../catalog/model.ts";
import type { Cursor } from "./cursor.ts";
import { parseColumn } from "./parse-column.ts";
import { atConstraint, parseTableConstraint } from "./parse-constraint.ts";
import { parseColumnNames, parseName } from "./parse-name.ts";
import { parseTableOption, type OptionDraft } from "./parse-options.ts";
import type { ColumnSpec, ConstraintSpec, CreateTable, IndexSpec, TableSource } from "./statements.ts";

const kinds: Readonly<Record<string, RelationKind>> = {
  TRANSIENT: "TRANSIENT",
  TEMPORARY: "TEMPORARY",
  TEMP: "TEMPORARY",
  VOLATILE: "TEMPORARY",
  HYBRID: "HYBRID",
  DYNAMIC: "DYNAMIC",
  ICEBERG: "ICEBERG",
  EXTERNAL: "EXTERNAL",
  EVENT: "EVENT",
  INTERACTIVE: "INTERACTIVE",
};

/** Words between CREATE and TABLE, with TABLE; undefined when it is no table that is created. */
export function parseTableKind(cursor: Cursor): RelationKind | undefined {
  const from = cursor.index;
  let kind: RelationKind = "TABLE";
  cursor.acceptAny(["LOCAL", "GLOBAL"]);
  for (let word = cursor.acceptAny(Object.keys(kinds)); word !== undefined;) {
    kind = kinds[word] ?? kind;
    word = cursor.acceptAny(Object.keys(kinds));
  }
  if (cursor.accept("TABLE")) return kind;
  cursor.index = from;
  return undefined;
}

/** An index of a hybrid table's column list. */
function parseIndex(cursor: Cursor): IndexSpec | undefined {
  if (!cursor.at("INDEX") || cursor.peek(2)?.text !== "(") return undefined;
  cursor.index++;
  const name = cursor.expectName();
  const columns = parseColumnNames(cursor);
  return { name, columns, included: cursor.accept("INCLUDE") ? parseColumnNames(cursor) : [] };
}

interface ColumnList {
  readonly columns: ColumnSpec[];
  readonly constraints: ConstraintSpec[];
  readonly indexes: IndexSpec[];
}

function columnList(cursor: Cursor): ColumnList {
  const indexes: IndexSpec[] = [];
  const columns: ColumnSpec[] = [];
  const constraints: ConstraintSpec[] = [];
  if (cursor.atOperator("(")) {
    cursor.list(() => {
      const index = parseIndex(cursor);
      if (index !== undefined) {
        indexes.push(index);
        return;
      }
      if (atConstraint(cursor)) constraints.push(parseTableConstraint(cursor));
      else {
        const column = parseColumn(cursor);
        columns.push(column);
        constraints.push(...column.constraints);
      }
    });
  }
  return { columns, constraints, indexes };
}

function source(cursor: Cursor): TableSource | undefined {
  if (cursor.accept("LIKE")) return { kind: "like", table: parseName(cursor) };
  if (cursor.accept("CLONE")) {
    const table = parseName(cursor);
    if (cursor.acceptAny(["AT", "BEFORE"]) !== undefined) cursor.skipGroup();
    return { kind: "clone", table };
  }
  if (cursor.accept("AS")) return { kind: "query", query: cursor.rest() };
  return undefined;
}

/** Reads on behind CREATE [OR REPLACE] … TABLE. */
export function parseCreateTable(cursor: Cursor, kind: RelationKind, orReplace: boolean): CreateTable {
  let ifNotExists = cursor.accept("IF", "NOT", "EXISTS");
  const name = parseName(cursor);
  ifNotExists = cursor.accept("IF", "NOT", "EXISTS") || ifNotExists;
  const options: OptionDraft = {};
  let from = source(cursor);
  const { columns, constraints, indexes } = columnList(cursor);
  let copyGrants = false;
  while (!cursor.done) {
    if (cursor.accept("COPY", "GRANTS") || cursor.accept("COPY", "TAGS")) copyGrants = true;
    else if (!parseTableOption(cursor, options)) {
      from ??= source(cursor);
      if (from === undefined) throw cursor.unexpected();
      if (from.kind === "query") cursor.expectEnd();
    }
  }
  if (columns.length === 0 && from === undefined && kind !== "EVENT" && kind !== "EXTERNAL") throw cursor.unexpected();
  return {
    type: "create-table",
    name,
    orReplace,
    ifNotExists,
    kind,
    columns,
    constraints,
    indexes,
    copyGrants,
    ...options,
    ...(from === undefined ? {} : { source: from }),
  };
}
