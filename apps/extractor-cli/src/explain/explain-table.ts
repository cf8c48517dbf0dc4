import { describeFinding, type Finding, type SourceColumn, type TableMetadata, type TargetColumn } from "@dp/metadata";
import {
  knownEditions,
  mapIdentityType,
  mapType,
  type Policies,
  TypeMapError,
  type TypeMapping,
  untranslatedReasons,
} from "@dp/type-map";

import { tagText } from "../tag-text.ts";
import { columnNotes } from "./column-notes.ts";
import { explainChoices, explainLosses, typeWithCollation } from "./explain-type.ts";
import type { Choice, ColumnExplanation, TableExplanation, Why } from "./explanation.ts";

/** Explains one table from its metadata: no account, no settings but those that the metadata records. */
export function explainTable(metadata: TableMetadata): TableExplanation {
  const { name, edition, source, target } = metadata;
  return {
    name,
    edition,
    source: [source.database, source.schema, source.table].join("."),
    kind: source.kind,
    tags: (source.tags ?? []).map(tagText),
    target: `${target.schema}.${target.table}`,
    columns: source.columns.map((column) => explainColumn(metadata, column)),
    findings: metadata.findings.map(explainFinding),
  };
}

function explainFinding(finding: Finding): TableExplanation["findings"][number] {
  const { code, severity, column, details = {} } = finding;
  const { sentence, hint } = describeFinding(finding);
  const reason = Object.entries(untranslatedReasons).find(([name]) => name === details.reason)?.[1];
  return {
    code,
    severity,
    ...(column !== undefined && { column }),
    sentence: reason === undefined ? sentence : `${sentence}. ${reason}`,
    ...(hint !== undefined && { hint }),
  };
}

function explainColumn(metadata: TableMetadata, column: SourceColumn): ColumnExplanation {
  const columns = metadata.target.columns.filter(({ from }) => from === column.name);
  return {
    name: column.name,
    type: column.type,
    becomes: columns.map((target) => ({
      name: target.name,
      type: typeWithCollation(target),
      fidelity: target.fidelity,
    })),
    ...why(metadata, column, columns),
    notes: columnNotes(metadata, column, columns),
  };
}

type Settings = NonNullable<TableMetadata["settings"]["columns"]>[string];

function why(metadata: TableMetadata, column: SourceColumn, columns: readonly TargetColumn[]): Why {
  const { edition, settings } = metadata;
  const own: Settings = Object.entries(settings.columns ?? {}).find(([name]) => name === column.name)?.[1] ?? {};
  const [main] = columns;
  if (main === undefined) return { reason: "It is left out by tables.yaml.", losses: [], instead: [] };
  const accepted = [...(settings.acceptLoss ?? []), ...(own.acceptLoss ?? [])];
  const losses = explainLosses([...new Set(columns.flatMap(({ loss = [] }) => loss))], accepted);
  const policies: Partial<Policies> = { ...settings.policies, ...own.policies };
  const mapWith = mapping(column, main, policies);
  const natural = knownEditions.includes(edition) ? attempt(() => mapWith({})) : undefined;
  if (natural === undefined) return { reason: "Another release has mapped it, which knows why.", losses, instead: [] };
  const without = natural.parts.map(typeWithCollation);
  if (own.type !== undefined) {
    return { reason: "tables.yaml says this type.", losses, instead: [choice("without that", natural, without)] };
  }
  if (without[0] !== typeWithCollation(main)) {
    const reason = `Columns joined by foreign keys have one type; by itself it would be ${without.join(" and ")}.`;
    return { reason, losses, instead: [] };
  }
  return { reason: natural.reason, losses, instead: explainChoices(natural.alternatives, mapWith) };
}

function choice(choose: string, { fidelity }: TypeMapping, becomes: readonly string[]): Choice {
  return { choose, becomes, fidelity };
}

/** A column that PostgreSQL counts has the types of such columns. */
function mapping(
  column: SourceColumn,
  main: TargetColumn,
  policies: Partial<Policies>,
): (chosen: Partial<Policies>) => TypeMapping {
  const map = main.identity === undefined ? mapType : mapIdentityType;
  return (chosen) => map(column.type, { ...policies, ...chosen });
}

/** A type or a policy of a later release is no error of the file. */
function attempt(map: () => TypeMapping): TypeMapping | undefined {
  try {
    return map();
  } catch (error) {
    if (error instanceof TypeMapError) return undefined;
    throw error;
  }
}
