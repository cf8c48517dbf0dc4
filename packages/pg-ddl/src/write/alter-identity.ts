import type { Draft } from "../draft.ts";
import type { PgIdentity, QualifiedName } from "../model.ts";
import { quoteIdentifier } from "../quote.ts";
import { sql } from "../sql-text.ts";
import { alterColumn } from "./column.ts";
import { changeIdentitySql, countsOn, identitySql } from "./identity.ts";

function dropIdentity(table: QualifiedName, column: string): Draft {
  const name = quoteIdentifier(column);
  return alterColumn(table, column, {
    clause: sql`ALTER COLUMN ${name} DROP IDENTITY`,
    details: [`~ column ${name} is counted no longer`],
  });
}

// The server wants the column NOT NULL, of its type and without a default before it counts.
function addIdentity(table: QualifiedName, column: string, identity: PgIdentity): Draft {
  const name = quoteIdentifier(column);
  const words = identitySql(identity);
  return alterColumn(table, column, {
    phase: "not-null",
    clause: sql`ALTER COLUMN ${name} ADD ${words}`,
    details: [`~ column ${name} ${words}`],
    rank: 3,
  });
}

/** Both sides of an identity; absent where there is none. */
export interface Identities {
  readonly wanted: PgIdentity | undefined;
  readonly present: PgIdentity | undefined;
}

/** An identity more, less or other. One that turns round begins to count anew. */
export function alterIdentity(table: QualifiedName, column: string, { wanted, present }: Identities): readonly Draft[] {
  if (wanted === undefined) return [dropIdentity(table, column)];
  if (present === undefined) return [addIdentity(table, column, wanted)];
  if (!countsOn(wanted, present)) return [dropIdentity(table, column), addIdentity(table, column, wanted)];
  const name = quoteIdentifier(column);
  return [
    alterColumn(table, column, {
      clause: sql`ALTER COLUMN ${name} ${changeIdentitySql(wanted, present)}`,
      details: [`~ column ${name} ${identitySql(wanted)}`],
    }),
  ];
}
