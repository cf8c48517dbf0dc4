import { fitIdentifier, foldName, isPgSystemColumn } from "@dp/type-map";

import type { MappingProblem } from "./errors.ts";
import type { MappedColumn } from "./mapped-table.ts";
import { groupBy } from "./order.ts";

/** The name of a column's main part: the configured one as it is, else the folded one, shortened to 63 bytes. */
export function nameColumn(
  stored: string,
  configured: string | undefined,
): { readonly main: string; readonly shortened: boolean } {
  if (configured !== undefined) return { main: fitIdentifier(configured), shortened: false };
  const folded = foldName(stored);
  const main = fitIdentifier(folded);
  return { main, shortened: main !== folded };
}

/** Names that two columns would share, and names that every PostgreSQL table already has. */
export function checkNames(columns: readonly MappedColumn[]): readonly MappingProblem[] {
  const names = columns.flatMap((column) => column.parts.map(({ name }) => ({ name, stored: column.source.name })));
  const shared = [...groupBy(names, ({ name }) => name).values()].filter((group) => group.length > 1);
  const system = names.filter(({ name }) => isPgSystemColumn(name));
  return [
    ...shared.map((group) =>
      collision(
        group.map(({ stored }) => stored),
        group[0]?.name ?? "",
      ),
    ),
    ...system.map(({ name, stored }) => systemName(name, stored)),
  ];
}

function collision(stored: readonly string[], name: string): MappingProblem {
  const [first = "", second = ""] = stored;
  const names = [...new Set(stored)].map((each) => JSON.stringify(each)).join(" and ");
  return {
    code: "NAME_COLLISION",
    column: second === first ? first : second,
    message: `columns ${names} would both be called ${JSON.stringify(name)}`,
    hint: wayOut(second),
  };
}

function systemName(name: string, stored: string): MappingProblem {
  return {
    code: "SYSTEM_COLUMN_NAME",
    column: stored,
    message: `column ${JSON.stringify(stored)} would be called ${JSON.stringify(name)}, a name that every PostgreSQL table has already`,
    hint: wayOut(stored),
  };
}

function wayOut(stored: string): string {
  return `Name one in tables.yaml: columns: { ${JSON.stringify(stored)}: { name: … } }.`;
}
