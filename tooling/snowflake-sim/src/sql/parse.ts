import { Cursor, defaultParseSettings, type ParseSettings } from "./cursor.ts";
import { parseAlter } from "./parse-alter.ts";
import { parseCreate } from "./parse-create.ts";
import { parseComment, parseDrop, parseTruncate } from "./parse-drop.ts";
import { parseGrant } from "./parse-grant.ts";
import { parseUse } from "./parse-session.ts";
import { parseDescribe, parseShow } from "./parse-show.ts";
import type { Statement } from "./statements.ts";

function transaction(cursor: Cursor): Statement {
  cursor.rest();
  return { type: "transaction" };
}

const reads = (): Statement => ({ type: "query", writes: false });
const writes = (): Statement => ({ type: "query", writes: true });

/** By first word; each parser reads on behind it. */
const parsers: Readonly<Record<string, (cursor: Cursor) => Statement>> = {
  CREATE: parseCreate,
  ALTER: parseAlter,
  DROP: (cursor) => parseDrop(cursor, "drop"),
  UNDROP: (cursor) => parseDrop(cursor, "undrop"),
  TRUNCATE: parseTruncate,
  COMMENT: parseComment,
  USE: parseUse,
  GRANT: (cursor) => parseGrant(cursor, "GRANT"),
  REVOKE: (cursor) => parseGrant(cursor, "REVOKE"),
  DESCRIBE: parseDescribe,
  DESC: parseDescribe,
  SHOW: parseShow,
  BEGIN: transaction,
  START: transaction,
  COMMIT: transaction,
  ROLLBACK: transaction,
  SELECT: reads,
  WITH: reads,
  VALUES: reads,
  INSERT: writes,
  UPDATE: writes,
  DELETE: writes,
  MERGE: writes,
};

/**
 * What a statement says. Queries are only recognised, not read.
 * @throws SqlError 001003 with line and position of the first token that does not fit
 */
export function parseStatement(sql: string, settings: ParseSettings = defaultParseSettings): Statement {
  const cursor = new Cursor(sql, settings);
  while (cursor.atOperator("(")) cursor.index++;
  const first = cursor.peek();
  const parser = first?.kind === "word" ? parsers[first.value] : undefined;
  if (parser === undefined || (cursor.index > 0 && parser !== reads)) {
    cursor.index = 0;
    throw cursor.unexpected();
  }
  cursor.index++;
  return parser(cursor);
}
