import { parse } from "libpg-query";

/** What PostgreSQL's own parser makes of a text: the kind of each statement, and every name that it holds. */
export interface Tree {
  readonly kinds: readonly string[];
  /** `schema.table` of every relation, as parts in JSON. */
  readonly relations: readonly string[];
  /** Texts of comments, in order. */
  readonly comments: readonly string[];
  /** Names of columns that are defined, in order. */
  readonly columns: readonly string[];
  /** Names of indexes that are made, in order. */
  readonly indexes: readonly string[];
  readonly functions: readonly string[];
  /** Whether anything is dropped with all that depends on it. */
  readonly cascades: boolean;
}

type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null;
}

/** Every node of the tree with the name that its parent gives it. */
function* walk(value: unknown, name = ""): Generator<readonly [name: string, node: Node]> {
  if (!isNode(value)) return;
  if (!Array.isArray(value)) yield [name, value];
  for (const [key, child] of Object.entries(value)) yield* walk(child, Array.isArray(value) ? name : key);
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Reads SQL as the server would. @throws SqlError where the server would refuse it. */
export async function treeOf(sql: string): Promise<Tree> {
  const { stmts = [] } = (await parse(sql)) as { readonly stmts?: readonly { readonly stmt?: Node }[] };
  const nodes = [...walk(stmts)];
  const named = (wanted: string): readonly Node[] => nodes.flatMap(([name, node]) => (name === wanted ? [node] : []));
  const functions = named("FuncCall").map(({ funcname }) =>
    [...walk(funcname)].flatMap(([name, node]) => (name === "String" ? [text(node.sval)] : [])).join("."),
  );
  return {
    kinds: stmts.map(({ stmt = {} }) => Object.keys(stmt)[0] ?? ""),
    relations: nodes.flatMap(([, node]) =>
      "relname" in node ? [JSON.stringify([text(node.schemaname), text(node.relname)])] : [],
    ),
    comments: named("CommentStmt").map(({ comment }) => text(comment)),
    columns: named("ColumnDef").map(({ colname }) => text(colname)),
    indexes: named("IndexStmt").map(({ idxname }) => text(idxname)),
    functions,
    cascades: nodes.some(([, { behavior }]) => behavior === "DROP_CASCADE"),
  };
}
