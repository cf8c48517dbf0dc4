import type { ManifestTable } from "@dp/bundle";
import { typeChange } from "@dp/pg-ddl";
import { parsePgType, printPgType } from "@dp/type-map";

import type { LoadProblem } from "../errors.ts";
import type { LiveColumn, LiveTable } from "./target.ts";

/** A column that rows of the bundle fill. */
interface FilledColumn {
  readonly name: string;
  /** Of the bundle's values. */
  readonly type: string;
  /** The live column is of a wider type: sums are made of the value cast back. */
  readonly wider: boolean;
  readonly notNull: boolean;
}

/** How rows of the bundle fit the live table. */
export interface Shape {
  /** In the order of the fields of a row. */
  readonly columns: readonly FilledColumn[];
  /** Live columns that the bundle does not fill and whose values somebody may have written. */
  readonly extra: readonly LiveColumn[];
}

/** One spelling of a type; extensions' types are told with their schema by a server whose search path lacks it. */
function spelled(type: string): string {
  const plain = type.replace(/^(?:"(?:[^"]|"")*"|[a-z_][a-z0-9_$]*)\.(?=[a-z])/, "");
  try {
    const known = parsePgType(plain);
    const six = "precision" in known && known.precision === 6 && known.name !== "numeric";
    return printPgType(six ? { name: known.name } : known);
  } catch {
    return type;
  }
}

/** Whether each value of one type is a value of the other, and comes back by a cast. */
function isWider(from: string, to: string): boolean {
  const change = typeChange(spelled(from), spelled(to));
  return (
    change !== undefined &&
    change.via === undefined &&
    change.session === undefined &&
    !change.changesValues &&
    !change.losesData &&
    !change.mayFail
  );
}

/** Columns that have a wider type in the live table than their values. */
export function widerColumns(
  columns: readonly { readonly name: string; readonly type: string }[],
  live: Pick<LiveTable, "columns">,
): ReadonlySet<string> {
  const types = new Map(live.columns.map(({ name, type }) => [name, type]));
  return new Set(
    columns.filter(({ name, type }) => spelled(types.get(name) ?? type) !== spelled(type)).map(({ name }) => name),
  );
}

function takesNothing({ notNull, hasDefault, identity, generated }: LiveColumn): boolean {
  return notNull && !hasDefault && !identity && !generated;
}

/** Whether the live table can take the bundle's rows as they are; what is in the way otherwise. */
export function shapeOf(table: ManifestTable, live: LiveTable): Shape | readonly LoadProblem[] {
  const problems: LoadProblem[] = [];
  const byName = new Map(live.columns.map((column) => [column.name, column]));
  const types = new Map(table.metadata.target.columns.map(({ name, type }) => [name, type]));
  const columns = table.columns.map((name): FilledColumn => {
    const type = types.get(name) ?? "";
    const there = byName.get(name);
    const same = there !== undefined && spelled(there.type) === spelled(type);
    const wider = there !== undefined && !same && isWider(type, there.type);
    if (there === undefined) problems.push({ where: name, message: `column ${name} (${type}) is missing` });
    else if (there.generated) problems.push({ where: name, message: `column ${name} is generated here` });
    else if (!same && !wider) {
      problems.push({ where: name, message: `column ${name} is ${there.type} here and ${type} in the bundle` });
    }
    return { name, type, wider, notNull: there?.notNull ?? false };
  });
  const others = live.columns.filter(({ name }) => !table.columns.includes(name));
  for (const { name } of others.filter(takesNothing)) {
    problems.push({ where: name, message: `column ${name} takes no NULL and is not in the bundle` });
  }
  return problems.length > 0 ? problems : { columns, extra: others.filter(({ generated }) => !generated) };
}
