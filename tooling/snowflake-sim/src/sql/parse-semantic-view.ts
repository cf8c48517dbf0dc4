import type { SemanticRole } from "../catalog/model.ts";
import type { Cursor } from "./cursor.ts";
import { parseName } from "./parse-name.ts";
import type { CreateSemanticView } from "./statements.ts";

const clauses: Readonly<Record<string, SemanticRole>> = { FACTS: "FACT", DIMENSIONS: "DIMENSION", METRICS: "METRIC" };

/** `alias.name AS expression …` up to the next comma. */
function item(cursor: Cursor, role: SemanticRole): { name: string; role: SemanticRole } {
  const name = parseName(cursor).at(-1) ?? "";
  while (!cursor.atOperator(",") && !cursor.atOperator(")")) {
    if (cursor.atOperator("(")) cursor.skipGroup();
    else cursor.next();
  }
  return { name, role };
}

/** Reads on behind CREATE [OR REPLACE] SEMANTIC VIEW. */
export function parseSemanticView(cursor: Cursor, orReplace: boolean): CreateSemanticView {
  const ifNotExists = cursor.accept("IF", "NOT", "EXISTS");
  const name = parseName(cursor);
  const columns: { name: string; role: SemanticRole }[] = [];
  let comment: string | undefined;
  while (!cursor.done) {
    const role = clauses[cursor.acceptAny(Object.keys(clauses)) ?? ""];
    if (role !== undefined) columns.push(...cursor.list(() => item(cursor, role)));
    else if (cursor.accept("COMMENT")) {
      cursor.expectOperator("=");
      comment = cursor.expectString();
    } else if (cursor.acceptAny(["TABLES", "RELATIONSHIPS"]) !== undefined) cursor.skipGroup();
    else throw cursor.unexpected();
  }
  return {
    type: "create-semantic-view",
    name,
    orReplace,
    ifNotExists,
    columns,
    ...(comment === undefined ? {} : { comment }),
  };
}
