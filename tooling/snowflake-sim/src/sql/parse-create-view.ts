import type { Cursor } from "./cursor.ts";
import { parseName } from "./parse-name.ts";
import { parseTableOption, type OptionDraft } from "./parse-options.ts";
import type { CreateView } from "./statements.ts";

interface ViewWords {
  readonly secure: boolean;
  readonly materialized: boolean;
}

/** Words between CREATE and VIEW, with VIEW; undefined when it is no view that is created. */
export function parseViewKind(cursor: Cursor): ViewWords | undefined {
  const from = cursor.index;
  let secure = false;
  let materialized = false;
  for (;;) {
    if (cursor.accept("SECURE")) secure = true;
    else if (cursor.accept("MATERIALIZED")) materialized = true;
    else if (cursor.acceptAny(["RECURSIVE", "TEMPORARY", "TEMP", "LOCAL", "GLOBAL", "VOLATILE"]) === undefined) break;
  }
  if (cursor.accept("VIEW")) return { secure, materialized };
  cursor.index = from;
  return undefined;
}

function viewColumn(cursor: Cursor): { name: string; comment?: string } {
  const name = cursor.expectName();
  let comment: string | undefined;
  while (!cursor.atOperator(",") && !cursor.atOperator(")")) {
    if (cursor.accept("COMMENT")) {
      cursor.acceptOperator("=");
      comment = cursor.expectString();
    } else if (cursor.atOperator("(")) cursor.skipGroup();
    else cursor.next();
  }
  return comment === undefined ? { name } : { name, comment };
}

/** Reads on behind CREATE [OR REPLACE] … VIEW. */
export function parseCreateView(cursor: Cursor, words: ViewWords, orReplace: boolean): CreateView {
  let ifNotExists = cursor.accept("IF", "NOT", "EXISTS");
  const name = parseName(cursor);
  ifNotExists = cursor.accept("IF", "NOT", "EXISTS") || ifNotExists;
  const columns = cursor.atOperator("(") ? cursor.list(() => viewColumn(cursor)) : [];
  const options: OptionDraft = {};
  while (!cursor.at("AS")) {
    if (!cursor.accept("COPY", "GRANTS") && !parseTableOption(cursor, options)) throw cursor.unexpected();
  }
  cursor.expect("AS");
  if (cursor.done) throw cursor.unexpected();
  const query = cursor.rest();
  const text = cursor.textBetween(0, cursor.tokens.length);
  return { type: "create-view", name, orReplace, ifNotExists, ...words, columns, query, text, ...options };
}
