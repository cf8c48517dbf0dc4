import { isAlias, isMap, isScalar, isSeq, type Document, type LineCounter, type Node, type Pair } from "yaml";

/** Keys and list positions from the top of a document. */
export type Path = readonly (string | number)[];

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where things stand in a YAML document. */
export interface SourceMap {
  /** Position of what stands at `path`, or of the nearest thing above it that is written. */
  position(path: Path, part: "key" | "value"): Position;
  /** The scalar at `path` as it was written, without quotes. */
  text(path: Path): string | undefined;
}

interface Found {
  readonly node: Node | null;
  readonly key: Node | null;
}

/** @internal */
export function createSourceMap(document: Document.Parsed, lines: LineCounter): SourceMap {
  const walk = (path: Path): { readonly found: Found; readonly complete: boolean } => {
    let found: Found = { node: document.contents, key: null };
    for (const step of path) {
      const next = childOf(resolved(found.node, document), step);
      if (next === undefined) return { found, complete: false };
      found = next;
    }
    return { found, complete: true };
  };
  return {
    position(path, part) {
      const { found, complete } = walk(path);
      const byKey = part === "key" || !complete || isEmpty(found.node);
      const node = byKey && found.key !== null ? found.key : found.node;
      const { line, col } = lines.linePos(node?.range?.[0] ?? 0);
      return { line: Math.max(line, 1), column: Math.max(col, 1) };
    },
    text(path) {
      const { found, complete } = walk(path);
      return complete && isScalar(found.node) ? found.node.source : undefined;
    },
  };
}

/** `tables[2].snowflake.table`; names that are not plain words are quoted. */
export function printPath(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${String(step)}]`;
      const name = /^[A-Za-z_$][\w$-]*$/.test(step) ? step : JSON.stringify(step);
      return index === 0 ? name : `.${name}`;
    })
    .join("");
}

function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.type === "PLAIN" && node.source === "");
}

function resolved(node: Node | null, document: Document.Parsed): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node;
}

function childOf(node: Node | null, step: string | number): Found | undefined {
  if (isMap(node)) {
    const pair = (node.items as Pair<Node, Node | null>[]).find(
      ({ key }) => isScalar(key) && String(key.value) === String(step),
    );
    return pair === undefined ? undefined : { node: pair.value, key: pair.key };
  }
  if (isSeq(node) && typeof step === "number") {
    const item = node.items[step] as Node | undefined;
    return item === undefined ? undefined : { node: item, key: null };
  }
  return undefined;
}
