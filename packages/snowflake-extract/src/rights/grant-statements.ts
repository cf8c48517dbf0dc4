import { qualify, quoteIdentifier } from "@dp/snowflake-client";
import type { SourceTable } from "@dp/metadata";
import type { RelationName } from "../queries.ts";
import { grantedKind, privilegeFor, type Access } from "./privileges.ts";

/** A relation, with its kind where that is known. */
export interface GrantedRelation extends RelationName {
  readonly kind?: SourceTable["kind"];
}

/** GRANT statements for one role, without the semicolons. @throws UnquotableError */
export const grantStatements = {
  database: (database: string, role: string): string =>
    `GRANT USAGE ON DATABASE ${qualify(database)} TO ROLE ${quoteIdentifier(role)}`,
  schema: ({ database, schema }: Pick<RelationName, "database" | "schema">, role: string): string =>
    `GRANT USAGE ON SCHEMA ${qualify(database, schema)} TO ROLE ${quoteIdentifier(role)}`,
  relation: ({ database, schema, table, kind }: GrantedRelation, role: string, access: Access): string =>
    `GRANT ${privilegeFor(kind, access)} ON ${grantedKind(kind).word} ${qualify(database, schema, table)} TO ROLE ${quoteIdentifier(role)}`,
  /** A share cannot be granted in parts. */
  imported: (database: string, role: string): string =>
    `GRANT IMPORTED PRIVILEGES ON DATABASE ${qualify(database)} TO ROLE ${quoteIdentifier(role)}`,
} as const;
