import type { TableMetadata } from "@dp/metadata";
import type { PgConnection } from "@dp/pg-client";
import { effectiveTarget, type PgModel, tableText, type TargetSettings } from "@dp/pg-ddl";

import { RequirementError } from "./errors.ts";
import { surroundingsSql } from "./generated/sql.ts";

/** What is to be made, and from what. */
interface Asked {
  readonly metadata: readonly TableMetadata[];
  readonly settings: TargetSettings | undefined;
  readonly wanted: PgModel;
}

type Kind = "extension" | "role" | "tablespace";

/** Something that a table needs and the server has to have. */
interface Need {
  readonly kind: Kind;
  readonly name: string;
  readonly where: string;
}

const hints: Readonly<Record<Kind, (name: string) => string>> = {
  extension: (name) => `have it installed: CREATE EXTENSION ${name}`,
  role: () => "make it (applier-cli roles --print has the SQL for owner and reader), or correct config/postgres.yaml",
  tablespace: () => "make it, or correct config/postgres.yaml",
};

function needsOf({ metadata, settings, wanted }: Asked): readonly Need[] {
  const extensions = metadata.flatMap((one) => {
    const { schema, table, requires } = effectiveTarget(one, settings);
    const where = tableText({ schema, name: table });
    return requires.extensions.map((name): Need => ({ kind: "extension", name, where }));
  });
  const others = wanted.tables.flatMap((table): readonly Need[] => {
    const where = tableText(table);
    const roles = [
      ...(table.owner === undefined ? [] : [table.owner]),
      ...(table.grants ?? []).map(({ role }) => role),
    ];
    return [
      ...roles.filter((name) => name !== "public").map((name): Need => ({ kind: "role", name, where })),
      ...(table.tablespace === undefined ? [] : [{ kind: "tablespace" as const, name: table.tablespace, where }]),
    ];
  });
  return [...extensions, ...others];
}

async function refuseMissing(db: PgConnection, needs: readonly Need[]): Promise<void> {
  if (needs.length === 0) return;
  const names = (kind: Kind): readonly string[] => [
    ...new Set(needs.filter((need) => need.kind === kind).map(({ name }) => name)),
  ];
  const rows = await db.query<{ kind: Kind; name: string }>(surroundingsSql, [names("role"), names("tablespace")]);
  const there = new Set(rows.map(({ kind, name }) => JSON.stringify([kind, name])));
  const missing = needs.find(({ kind, name }) => !there.has(JSON.stringify([kind, name])));
  if (missing === undefined) return;
  throw new RequirementError(missing.where, `the ${missing.kind} ${missing.name}`, hints[missing.kind](missing.name));
}

/** Refuses tables that this server cannot hold as they are to be. @throws RequirementError */
export async function checkRequirements(db: PgConnection, asked: Asked): Promise<void> {
  const { metadata, settings, wanted } = asked;
  const major = Math.floor(db.info.version / 10_000);
  const hint = `the server is PostgreSQL ${db.info.versionText}; use a newer one, or another mapping in tables.yaml`;
  for (const one of metadata) {
    const { schema, table, requires } = effectiveTarget(one, settings);
    if (major >= requires.postgres) continue;
    throw new RequirementError(tableText({ schema, name: table }), `PostgreSQL ${String(requires.postgres)}`, hint);
  }
  const keeper = wanted.tables.find(({ grants = [] }) => grants.some(({ privilege }) => privilege === "MAINTAIN"));
  if (keeper !== undefined && major < 17) {
    const other = `the server is PostgreSQL ${db.info.versionText}; leave maintain out of grants in config/postgres.yaml`;
    throw new RequirementError(tableText(keeper), "PostgreSQL 17", other);
  }
  await refuseMissing(db, needsOf(asked));
}
