import { Composer, Lexer, LineCounter, Parser, type CST, type Document } from "yaml";

import type { ConfigProblem } from "../config-error.ts";
import { aliasProblems, firstAlias, keyProblems, reporter, type Report } from "./node-problems.ts";
import { createSourceMap, type SourceMap } from "./source-map.ts";
import { sentenceFor } from "./yaml-sentences.ts";

const MOST_CHARACTERS = 1024 * 1024;
const DEEPEST = 64;
const MOST_ALIASES = 10;

/** A document as plain values, with the places they came from. */
interface ParsedYaml {
  readonly value: unknown;
  readonly source: SourceMap;
}

/** Either the document or everything that keeps it from being read. @internal */
type YamlResult = { readonly parsed: ParsedYaml } | { readonly problems: readonly ConfigProblem[] };

/** What a document is, for the sentences about it. @internal */
export interface DocumentKind {
  /** E.g. `list of tables`. */
  readonly what: string;
  /** Deepest level that one of this kind needs, as a word. */
  readonly depth: string;
  /** What to do about an empty file. */
  readonly whenEmpty: string;
}

/** Reads one YAML 1.2 core document: string keys, no repeated keys, no merge keys, few aliases. @internal */
export function parseYaml(written: string, kind: DocumentKind): YamlResult {
  const text = written.replace(/^\uFEFF/, "");
  const unreadable = textProblem(text, kind);
  if (unreadable !== undefined) return { problems: [unreadable] };
  const lines = new LineCounter();
  const reader = new BoundedReader(text, lines);
  const [document, second] = compose(reader, text.length);
  const report = reporter(lines);
  if (reader.tooDeepAt !== undefined) {
    const message = `the document is nested deeper than ${String(DEEPEST)} levels`;
    return { problems: [report(reader.tooDeepAt, message, `A ${kind.what} needs ${kind.depth}.`)] };
  }
  if (document === undefined || document.contents === null) {
    return { problems: [{ message: "the file is empty", line: 1, column: 1, path: "", hint: kind.whenEmpty }] };
  }
  const problems = [...document.errors, ...document.warnings].map((error) =>
    report(error.pos[0], ...sentenceFor(error.code, error.message)),
  );
  if (second !== undefined) {
    problems.push(report(second.range[0], "a second document begins here", "Keep one document; remove the `---`."));
  }
  problems.push(...keyProblems(document, report), ...aliasProblems(document, report));
  if (problems.length > 0) return { problems };
  return plain(document, lines, report);
}

function textProblem(text: string, { what }: DocumentKind): ConfigProblem | undefined {
  const at = { line: 1, column: 1, path: "" };
  if (text.length > MOST_CHARACTERS) {
    return { ...at, message: "the file is larger than 1 MiB", hint: `Is it a ${what}?` };
  }
  const odd = /[\0\uFFFD]/.exec(text);
  if (odd === null) return undefined;
  const before = text.slice(0, odd.index).split("\n");
  const column = (before.at(-1)?.length ?? 0) + 1;
  return { path: "", line: before.length, column, message: "the file is not UTF-8 text", hint: "Save it as UTF-8." };
}

/** Hands tokens to the composer and stops at a depth that its recursion can bear. */
class BoundedReader {
  tooDeepAt: number | undefined;
  readonly #text: string;
  readonly #lines: LineCounter;

  constructor(text: string, lines: LineCounter) {
    this.#text = text;
    this.#lines = lines;
  }

  *tokens(): Generator<CST.Token, void> {
    this.#lines.addNewLine(0);
    const parser = new Parser(this.#lines.addNewLine);
    for (const lexeme of new Lexer().lex(this.#text)) {
      yield* parser.next(lexeme);
      // The parser's stack also holds the document.
      if (parser.stack.length > DEEPEST + 1) {
        this.tooDeepAt = parser.offset - lexeme.length;
        return;
      }
    }
    yield* parser.end();
  }
}

function compose(reader: BoundedReader, end: number): readonly (Document.Parsed | undefined)[] {
  const composer = new Composer({
    version: "1.2",
    schema: "core",
    // Looked at in node-problems.ts: the composer compares every key with every other.
    uniqueKeys: false,
    stringKeys: true,
    merge: false,
    strict: true,
    prettyErrors: false,
    logLevel: "error",
  });
  return [...composer.compose(reader.tokens(), true, end)].slice(0, 2);
}

function plain(document: Document.Parsed, lines: LineCounter, report: Report): YamlResult {
  try {
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return { parsed: { value, source: createSourceMap(document, lines) } };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const message = `aliases are used more than ${String(MOST_ALIASES)} times`;
    return { problems: [report(firstAlias(document), message, "Put what is shared under `defaults:`.")] };
  }
}
