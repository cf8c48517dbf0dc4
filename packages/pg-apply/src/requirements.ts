import type { TableMetadata } from "@dp/metadata";
import type { PgConnection } from "@dp/pg-client";
import { tableText } from "@dp/pg-ddl";

import { RequirementError } from "./errors.ts";
import { extensionsSql } from "./generated/sql.ts";

/** Refuses tables that this server cannot hold. @throws RequirementError */
export async function checkRequirements(db: PgConnection, metadata: readonly TableMetadata[]): Promise<void> {
  const major = Math.floor(db.info.version / 10_000);
  const needsExtensions = metadata.some(({ target }) => target.requires.extensions.length > 0);
  const rows = needsExtensions ? await db.query<{ name: string }>(extensionsSql) : [];
  const installed = new Set(rows.map(({ name }) => name));
  for (const { target } of metadata) {
    const { postgres, extensions } = target.requires;
    const where = tableText({ schema: target.schema, name: target.table });
    if (major < postgres) {
      const hint = `the server is PostgreSQL ${db.info.versionText}; use a newer one, or another mapping in tables.yaml`;
      throw new RequirementError(where, `PostgreSQL ${String(postgres)}`, hint);
    }
    const missing = extensions.find((extension) => !installed.has(extension));
    if (missing !== undefined) {
      throw new RequirementError(where, `the extension ${missing}`, `have it installed: CREATE EXTENSION ${missing}`);
    }
  }
}
