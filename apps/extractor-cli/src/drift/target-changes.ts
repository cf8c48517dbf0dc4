import type { Finding, TableMetadata, TargetTable } from "@dp/metadata";

import { type Change, change } from "./change.ts";
import { propertyChanges, shown } from "./properties.ts";

const like = { codes: {}, other: "TARGET" } as const;

function columnChanges(before: TargetTable, after: TargetTable): readonly Change[] {
  const [was, is] = [before, after].map(({ columns }) => new Map(columns.map((column) => [column.name, column])));
  const names = [...new Set([...before.columns, ...after.columns].map(({ name }) => name))];
  return names.flatMap((name) => {
    const [one, other] = [was?.get(name), is?.get(name)];
    const object = `target column ${name}`;
    if (one === undefined || other === undefined)
      return [change("TARGET", object, { before: shown(one), after: shown(other) })];
    return propertyChanges({ ...one }, { ...other }, { ...like, object, apart: [] });
  });
}

function codes(findings: readonly Finding[]): string {
  return findings.map(({ code, column }) => (column === undefined ? code : `${code} ${column}`)).join(", ");
}

/** Everything in which the PostgreSQL half and the findings differ. */
export function diffTarget(before: TableMetadata, after: TableMetadata): readonly Change[] {
  const columns = columnChanges(before.target, after.target);
  const changes = [
    ...propertyChanges({ ...before.target }, { ...after.target }, { ...like, object: "target", apart: ["columns"] }),
    ...columns,
  ];
  const order = ({ target }: TableMetadata): string => target.columns.map(({ name }) => name).join(", ");
  if (columns.length === 0 && order(before) !== order(after))
    changes.push(change("TARGET", "target columns", { before: order(before), after: order(after) }));
  if (JSON.stringify(before.findings) !== JSON.stringify(after.findings))
    changes.push(change("TARGET", "findings", { before: codes(before.findings), after: codes(after.findings) }));
  return changes;
}
