import type { SequenceEntry } from "../catalog/account.ts";
import { listingColumns, timestampCell, type Cell } from "./listing.ts";

/** Columns of SHOW SEQUENCES: the name comes first, and the start value is not shown. */
export const showSequencesColumns = listingColumns(
  "name|database_name|schema_name|next_value:fixed|interval:fixed|created_on:time|owner|comment|owner_role_type|ordered",
);

export function sequenceRow({ sequence, nextValue }: SequenceEntry): Cell[] {
  return [
    sequence.name,
    sequence.database,
    sequence.schema,
    String(nextValue),
    String(sequence.increment),
    timestampCell(sequence.createdOn),
    sequence.owner,
    sequence.comment ?? "",
    "ROLE",
    sequence.ordered ? "Y" : "N",
  ];
}
