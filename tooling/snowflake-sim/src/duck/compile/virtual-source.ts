import type { VirtualRelation } from "../../contracts.ts";
import { compilationError } from "../faults.ts";
import type { Expression, Source } from "../syntax/ast.ts";
import { compileExpression } from "./expression.ts";
import type { Scope } from "./scope.ts";
import type { CompiledSource } from "./source.ts";

type Kind<Name extends Source["kind"]> = Extract<Source, { kind: Name }>;

/** Rows that do not come from a table. */
export function virtualSource(
  scope: Scope,
  relation: VirtualRelation,
  source: Pick<Kind<"table">, "alias" | "parts">,
): CompiledSource {
  const { environment } = scope;
  const name = environment.fresh("v");
  environment.loaded.push({ name, relation });
  const columns = relation.columns.map((column, index) => ({
    name: column.name,
    sql: `${name}.c${String(index + 1)}`,
    type: column.type,
    nullable: true,
  }));
  return { sql: name, tables: [{ alias: source.alias ?? source.parts.at(-1) ?? "", path: source.parts, columns }] };
}

/** A function of INFORMATION_SCHEMA, whose arguments are constants. @throws SqlError */
export function tableFunction(scope: Scope, source: Kind<"table-function">): CompiledSource {
  const { environment } = scope;
  const constant = (argument: Expression): string => {
    const { literal } = compileExpression(scope, argument);
    if (literal === undefined) {
      throw compilationError("001015", "22023", `argument to function ${source.parts.join(".")} needs to be constant`);
    }
    return literal;
  };
  const relation = environment.lookup.tableFunction?.(environment.session, source.parts, {
    positional: source.positional.map(constant),
    named: new Map([...source.named].map(([name, value]) => [name, constant(value)])),
  });
  if (relation === undefined)
    throw compilationError("002141", "42601", `Unknown table function ${source.parts.join(".")}`);
  return virtualSource(scope, relation, source);
}
