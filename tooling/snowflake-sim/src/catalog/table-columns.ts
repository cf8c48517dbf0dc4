import type { ColumnSpec } from "../sql/statements.ts";
import type { Context } from "./context.ts";
import { printDefault, type ExpressionScope } from "./default-text.ts";
import { compilationError, notFound, printPath } from "./errors.ts";
import { withTags } from "./governance.ts";
import type { Column, ColumnType } from "./model.ts";
import { completePath, pathParts, type Path } from "./visible.ts";

/** What a column's expressions may name: the table's columns, and sequences of the session. */
export function expressionScope(context: Context, table: string, columns: Iterable<string>): ExpressionScope {
  return {
    table,
    columns: new Set(columns),
    sequence: (parts) => {
      const path = completePath(context.session, parts, "CREATE TABLE");
      if (context.visible.sequence(path) === undefined) throw context.visible.missing("Sequence", path);
      return pathParts(path);
    },
  };
}

function identityFits(type: ColumnType): boolean {
  return (type.name === "NUMBER" && type.scale === 0) || type.name === "FLOAT";
}

/** A masking policy as it is shown, and in parts. @throws SqlError 002003 when there is none */
export function maskingFields(
  context: Context,
  parts: readonly string[],
): Required<Pick<Column, "maskingPolicy" | "maskingPath">> {
  const path: Path = completePath(context.session, parts, "CREATE TABLE");
  const schema = context.visible.schema(path.database, path.schema);
  if (schema?.named.has(JSON.stringify(["MASKING POLICY", path.name])) !== true) {
    throw notFound("Masking policy", pathParts(path));
  }
  return { maskingPolicy: printPath(pathParts(path)), maskingPath: path };
}

/** The column that a specification describes. @throws SqlError when type and attributes do not go together */
export function defineColumn(spec: ColumnSpec, physical: string, context: Context, scope: ExpressionScope): Column {
  const type: ColumnType = spec.type ?? { name: "VARCHAR", length: 16_777_216 };
  if (spec.identity !== undefined && !identityFits(type)) {
    throw compilationError("001434", "42601", `Identity column '${spec.name}' must be of a numeric type.`);
  }
  if (spec.identity !== undefined && spec.default !== undefined) {
    throw compilationError("001435", "42601", `Column '${spec.name}' has both a default and an identity.`);
  }
  return {
    name: spec.name,
    physical,
    type,
    nullable: !spec.notNull,
    ...(spec.alias === undefined ? {} : { alias: spec.alias }),
    ...(spec.default === undefined ? {} : { default: printDefault(spec.default, scope) }),
    ...(spec.identity === undefined ? {} : { identity: spec.identity }),
    ...(spec.expression === undefined ? {} : { expression: spec.expression.text }),
    ...(spec.comment === undefined ? {} : { comment: spec.comment }),
    ...(spec.maskingPolicy === undefined ? {} : maskingFields(context, spec.maskingPolicy)),
    ...(spec.tags === undefined ? {} : { tags: withTags(context, [], spec.tags) }),
  };
}

/** @throws SqlError 002025 when a name occurs twice */
export function refuseDuplicates(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw compilationError("002025", "42S21", `duplicate column name '${name}'`);
    seen.add(name);
  }
}
