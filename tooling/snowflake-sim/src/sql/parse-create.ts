import { SqlError } from "../contracts.ts";
import type { Cursor } from "./cursor.ts";
import { parseCreateTable, parseTableKind } from "./parse-create-table.ts";
import { parseCreateView, parseViewKind } from "./parse-create-view.ts";
import { parseName } from "./parse-name.ts";
import { parseProperties } from "./parse-options.ts";
import { parseSemanticView } from "./parse-semantic-view.ts";
import { parseCreateSequence } from "./parse-sequence.ts";
import type { AccountObject, CreateAccountObject, CreateNamed, Statement } from "./statements.ts";

export const accountObjects: readonly AccountObject[] = ["DATABASE", "SCHEMA", "WAREHOUSE", "ROLE", "USER"];

/** Objects that are kept by name only; longest names first. */
export const namedObjects: readonly string[] = ["MASKING POLICY", "ROW ACCESS POLICY", "FILE FORMAT", "STAGE", "TAG"];

/** The kind that comes next, of several words perhaps. */
export function acceptKind(cursor: Cursor, kinds: readonly string[]): string | undefined {
  return kinds.find((kind) => cursor.accept(...kind.split(" ")));
}

/** Snowflake's answer to a statement that it, or here the stand-in, does not have. */
export function unsupportedFeature(feature: string): SqlError {
  return new SqlError("000002", "0A000", `Unsupported feature '${feature}'.`);
}

function head(cursor: Cursor): { name: readonly string[]; ifNotExists: boolean } {
  const before = cursor.accept("IF", "NOT", "EXISTS");
  const name = parseName(cursor);
  return { name, ifNotExists: cursor.accept("IF", "NOT", "EXISTS") || before };
}

function accountObject(cursor: Cursor, kind: AccountObject, orReplace: boolean): CreateAccountObject {
  const creation = head(cursor);
  if (cursor.at("CLONE") || cursor.at("FROM")) throw unsupportedFeature(`CREATE ${kind} … ${cursor.next().value}`);
  if (cursor.accept("WITH", "MANAGED", "ACCESS") || cursor.accept("WITH", "TAG")) {
    if (cursor.atOperator("(")) cursor.skipGroup();
  }
  cursor.accept("WITH");
  return { type: "create-account-object", kind, orReplace, ...creation, properties: parseProperties(cursor) };
}

function named(cursor: Cursor, kind: string, orReplace: boolean): CreateNamed {
  const creation = head(cursor);
  cursor.rest();
  return { type: "create-named", kind, orReplace, ...creation };
}

/** Reads on behind CREATE. */
export function parseCreate(cursor: Cursor): Statement {
  const orReplace = cursor.accept("OR", "REPLACE");
  if (cursor.accept("SEMANTIC", "VIEW")) return parseSemanticView(cursor, orReplace);
  const tableKind = parseTableKind(cursor);
  if (tableKind !== undefined) return parseCreateTable(cursor, tableKind, orReplace);
  const viewWords = parseViewKind(cursor);
  if (viewWords !== undefined) return parseCreateView(cursor, viewWords, orReplace);
  if (cursor.accept("SEQUENCE")) return parseCreateSequence(cursor, orReplace);
  cursor.acceptAny(["TRANSIENT", "TEMPORARY", "TEMP"]);
  const kind = accountObjects.find((word) => cursor.accept(word));
  if (kind !== undefined) return accountObject(cursor, kind, orReplace);
  const object = acceptKind(cursor, namedObjects);
  if (object !== undefined) return named(cursor, object, orReplace);
  if (cursor.atAny(["FUNCTION", "PROCEDURE", "STREAM", "TASK", "PIPE", "SECURE", "EXTERNAL", "NETWORK", "SHARE"])) {
    throw unsupportedFeature(`CREATE ${cursor.next().value}`);
  }
  throw cursor.unexpected();
}
