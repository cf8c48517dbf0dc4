import { SqlError } from "../contracts.ts";
import { Cursor } from "../sql/cursor.ts";

/** How COPY INTO writes a value. */
export interface UnloadFormat {
  readonly fieldDelimiter: string;
  readonly recordDelimiter: string;
  /** `"` or nothing. */
  readonly enclosure: string;
  /** What stands for NULL; nothing where the list is empty. */
  readonly nullText: string;
}

/** A statement about the user's own stage. Locations are without `@~/`. */
export type StageStatement =
  | {
      readonly type: "unload";
      readonly location: string;
      readonly query: string;
      readonly format: UnloadFormat;
      readonly maxFileSize: number;
    }
  | { readonly type: "list"; readonly location: string }
  | { readonly type: "remove"; readonly location: string }
  | { readonly type: "get"; readonly location: string; readonly folder: string };

const stage = /^@~\/?([\w./-]*)$/;

/**
 * Reads COPY INTO, LIST, GET and REMOVE on the user stage; undefined for every other statement.
 * @throws SqlError for what is begun like one of them and is not known here
 */
export function parseStageStatement(sql: string): StageStatement | undefined {
  const [, first = ""] = /^\s*(\w+)/.exec(sql) ?? [];
  switch (first.toUpperCase()) {
    case "COPY":
      return parseUnload(sql);
    case "LIST":
    case "LS":
      return { type: "list", location: onlyLocation(sql) };
    case "REMOVE":
    case "RM":
      return { type: "remove", location: onlyLocation(sql) };
    case "GET":
      return parseGet(sql);
    default:
      return undefined;
  }
}

function onlyLocation(sql: string): string {
  return locationOf(/^\s*\w+\s+(\S+?)\s*;?\s*$/.exec(sql)?.[1]);
}

function locationOf(written: string | undefined): string {
  const location = written === undefined ? null : stage.exec(written.replaceAll("'", ""));
  if (location === null) throw notKnown("a location other than a path on the user stage (@~)");
  return location[1] ?? "";
}

function parseGet(sql: string): StageStatement {
  const [, location, folder] = /^\s*GET\s+('[^']*'|\S+)\s+('file:\/\/[^']*'|file:\/\/\S+?)\s*;?\s*$/i.exec(sql) ?? [];
  if (folder === undefined) throw notKnown("GET without a file:// folder");
  return { type: "get", location: locationOf(location), folder: folder.replaceAll("'", "").slice("file://".length) };
}

function parseUnload(sql: string): StageStatement {
  const [head = "", location] = /^\s*COPY\s+INTO\s+(\S+)\s+FROM\s+(?=\()/i.exec(sql) ?? [];
  if (location === undefined) throw notKnown("COPY INTO without a query in parentheses");
  const cursor = new Cursor(sql.slice(head.length));
  const query = cursor.skipGroup();
  const options = readOptions(cursor);
  const format = new Map(options.get("FILE_FORMAT") as OptionMap | undefined);
  const known = ["FILE_FORMAT", "HEADER", "INCLUDE_QUERY_ID", "MAX_FILE_SIZE", "OVERWRITE"];
  const other = [...options.keys()].find((name) => !known.includes(name));
  if (other !== undefined || options.get("HEADER") === "TRUE") throw notKnown(`COPY INTO with ${other ?? "HEADER"}`);
  return {
    type: "unload",
    location: locationOf(location),
    query,
    format: unloadFormat(format),
    maxFileSize: Number(options.get("MAX_FILE_SIZE") ?? 16_777_216),
  };
}

type Option = string | readonly string[] | OptionMap;
type OptionMap = ReadonlyMap<string, Option>;

/** `NAME = value`, `NAME = ('a', 'b')` or `NAME = (NAME = value …)`, as many as come. */
function readOptions(cursor: Cursor): Map<string, Option> {
  const options = new Map<string, Option>();
  while (!cursor.done && !cursor.atOperator(")")) {
    const name = cursor.expectName();
    cursor.expectOperator("=");
    options.set(name, readOption(cursor));
  }
  return options;
}

function readOption(cursor: Cursor): Option {
  if (!cursor.acceptOperator("(")) return cursor.next().value;
  if (cursor.acceptOperator(")")) return [];
  if (cursor.peek()?.kind !== "string") {
    const inner = readOptions(cursor);
    cursor.expectOperator(")");
    return inner;
  }
  const texts = [cursor.expectString()];
  while (cursor.acceptOperator(",")) texts.push(cursor.expectString());
  cursor.expectOperator(")");
  return texts;
}

/** Only what needs no guess about a real account: no escape characters, gzip, an empty text that is not NULL. */
function unloadFormat(format: OptionMap): UnloadFormat {
  const text = (name: string, absent: string): string => {
    const value = format.get(name) ?? absent;
    return typeof value === "string" ? value : absent;
  };
  const fixed = { TYPE: "CSV", COMPRESSION: "GZIP", ESCAPE: "NONE", ESCAPE_UNENCLOSED_FIELD: "NONE" };
  const absent: Readonly<Record<string, string>> = { ...fixed, ESCAPE_UNENCLOSED_FIELD: "\\" };
  for (const [name, only] of Object.entries(fixed)) {
    if (text(name, absent[name] ?? "").toUpperCase() !== only) throw notKnown(`${name} other than ${only}`);
  }
  const enclosure = text("FIELD_OPTIONALLY_ENCLOSED_BY", "NONE");
  if (enclosure === "NONE" && text("EMPTY_FIELD_AS_NULL", "TRUE").toUpperCase() === "TRUE") {
    throw notKnown("EMPTY_FIELD_AS_NULL without an enclosing character");
  }
  const nulls = format.get("NULL_IF") ?? ["\\N"];
  return {
    fieldDelimiter: text("FIELD_DELIMITER", ","),
    recordDelimiter: text("RECORD_DELIMITER", "\n"),
    enclosure: enclosure === "NONE" ? "" : enclosure,
    nullText: Array.isArray(nulls) ? String(nulls[0] ?? "") : "",
  };
}

function notKnown(what: string): SqlError {
  return new SqlError("000002", "0A000", `Unsupported feature '${what}' in the stand-in.`);
}
