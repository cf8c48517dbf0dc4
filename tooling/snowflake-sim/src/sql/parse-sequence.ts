import type { Cursor } from "./cursor.ts";
import { parseName } from "./parse-name.ts";
import type { AlterSequence, CreateSequence, SequenceOptions } from "./statements.ts";

type Draft = { -readonly [K in keyof SequenceOptions]: SequenceOptions[K] };

function value(cursor: Cursor, word: string): bigint {
  cursor.accept(word);
  cursor.acceptOperator("=");
  return cursor.expectInteger();
}

function options(cursor: Cursor): SequenceOptions {
  const draft: Draft = {};
  while (!cursor.done) {
    cursor.acceptOperator(",");
    if (cursor.accept("START")) draft.start = value(cursor, "WITH");
    else if (cursor.accept("INCREMENT")) draft.increment = value(cursor, "BY");
    else if (cursor.accept("ORDER")) draft.ordered = true;
    else if (cursor.accept("NOORDER")) draft.ordered = false;
    else if (cursor.accept("COMMENT")) {
      cursor.acceptOperator("=");
      draft.comment = cursor.expectString();
    } else if (!cursor.accept("WITH")) throw cursor.unexpected();
  }
  return draft;
}

/** Reads on behind CREATE [OR REPLACE] SEQUENCE. */
export function parseCreateSequence(cursor: Cursor, orReplace: boolean): CreateSequence {
  const ifNotExists = cursor.accept("IF", "NOT", "EXISTS");
  const name = parseName(cursor);
  return { type: "create-sequence", name, orReplace, ifNotExists, ...options(cursor) };
}

/** Reads on behind ALTER SEQUENCE. */
export function parseAlterSequence(cursor: Cursor): AlterSequence {
  const ifExists = cursor.accept("IF", "EXISTS");
  const name = parseName(cursor);
  if (cursor.accept("RENAME", "TO")) return { type: "alter-sequence", name, ifExists, rename: parseName(cursor) };
  if (cursor.accept("UNSET", "COMMENT")) return { type: "alter-sequence", name, ifExists, comment: "" };
  cursor.accept("SET");
  return { type: "alter-sequence", name, ifExists, ...options(cursor) };
}
