import { visible } from "../print/visible.ts";
import { quoteIdentifier, quoteLiteral } from "../quote.ts";
import { joinSql, sql, type SqlText, trust } from "../sql-text.ts";
import type { RoleNames } from "./roles.ts";

/** What the SQL of the rights is made for. */
export interface RolesRequest {
  readonly roles: RoleNames;
  readonly database: string;
  /** Schemas of the tables, as they are called in the database. */
  readonly schemas: readonly string[];
}

/** The schemas that the programs keep for themselves: history and ledger, and tables on their way in. */
const ownSchemas = { control: "dp_control", load: "dp_load" } as const;

interface Section {
  readonly title: string;
  readonly statements: readonly SqlText[];
}

/** A block of PL/pgSQL in dollar quotes that nothing in it ends. */
function block(body: SqlText): SqlText {
  let tag = "$do$";
  while (body.includes(tag)) tag = `${tag.slice(0, -1)}_$`;
  return trust(`DO ${tag} BEGIN\n${body}\nEND ${tag}`);
}

function createRole(name: string, signsIn: boolean): SqlText {
  const login = signsIn ? sql`LOGIN` : sql`NOLOGIN`;
  return block(sql`  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${quoteLiteral(name)}) THEN
    CREATE ROLE ${quoteIdentifier(name)} ${login};
  END IF;`);
}

function makeRoles({ owner, loader, planner, reader }: RoleNames): Section {
  const fixed = (name: string): SqlText => sql`ALTER ROLE ${quoteIdentifier(name)} SET search_path = pg_catalog`;
  return {
    title: "Roles. Give those that sign in a password (psql: \\password), or another way to.",
    statements: [
      createRole(owner, false),
      createRole(loader, true),
      createRole(planner, true),
      createRole(reader, true),
      ...[loader, planner].map(fixed),
      sql`ALTER ROLE ${quoteIdentifier(reader)} SET default_transaction_read_only = on`,
      sql`ALTER ROLE ${quoteIdentifier(reader)} SET statement_timeout = '60s'`,
      sql`GRANT ${quoteIdentifier(owner)} TO ${quoteIdentifier(loader)}`,
    ],
  };
}

function database({ loader, planner, reader }: RoleNames, name: string): Section {
  const here = sql`ON DATABASE ${quoteIdentifier(name)}`;
  const [writers, all] = [
    [loader, planner],
    [loader, planner, reader],
  ].map((some) => joinSql(some.map(quoteIdentifier), ", "));
  return {
    title: "The database. Temporary tables are what defaults are compared with; nobody else gets them by being there.",
    statements: [
      sql`REVOKE TEMPORARY ${here} FROM PUBLIC`,
      sql`REVOKE CREATE ON SCHEMA public FROM PUBLIC`,
      sql`GRANT CONNECT ${here} TO ${all ?? sql``}`,
      sql`GRANT TEMPORARY ${here} TO ${writers ?? sql``}`,
    ],
  };
}

function control({ owner, planner }: RoleNames): Section {
  const schema = quoteIdentifier(ownSchemas.control);
  const [own, plans] = [quoteIdentifier(owner), quoteIdentifier(planner)];
  return {
    title: "History and ledger: written by the loader, read by the planner; the reader has no way in.",
    statements: [
      sql`CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${own}`,
      sql`GRANT USAGE ON SCHEMA ${schema} TO ${plans}`,
      sql`GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${plans}`,
      sql`ALTER DEFAULT PRIVILEGES FOR ROLE ${own} IN SCHEMA ${schema} GRANT SELECT ON TABLES TO ${plans}`,
      sql`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(ownSchemas.load)} AUTHORIZATION ${own}`,
    ],
  };
}

function tables({ owner, loader, reader }: RoleNames, name: string): Section {
  const schema = quoteIdentifier(name);
  const [own, loads, reads] = [quoteIdentifier(owner), quoteIdentifier(loader), quoteIdentifier(reader)];
  return {
    title: `Tables of the schema ${quoteIdentifier(name)}: the owner's, made by the loader, read by the reader.`,
    statements: [
      ...(name === "public" ? [] : [sql`CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${own}`]),
      sql`GRANT USAGE, CREATE ON SCHEMA ${schema} TO ${own}`,
      sql`GRANT USAGE ON SCHEMA ${schema} TO ${reads}`,
      sql`GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${reads}`,
      sql`ALTER DEFAULT PRIVILEGES FOR ROLE ${own}, ${loads} IN SCHEMA ${schema} GRANT SELECT ON TABLES TO ${reads}`,
    ],
  };
}

/** A name as YAML takes it, on one line. */
function shown(name: string): string {
  return visible(JSON.stringify(name));
}

function printed({ title, statements }: Section): string {
  return [`-- ${title}`, ...statements.map((statement) => `${statement};`)].join("\n");
}

/**
 * The SQL that makes the roles with the least rights for these schemas; it can be run again, and takes nothing away but
 * what everybody has by default. @throws InvalidIdentifierError
 */
export function printRoles({ roles, database: name, schemas }: RolesRequest): string {
  const head = [
    "-- The least rights for applier-cli. To be run in the database itself, by a superuser or by an administrator who",
    "-- may SET ROLE to the owner; it may be run again. What belongs to it in config/postgres.yaml:",
    `--   owner: ${shown(roles.owner)}`,
    `--   grants: { ${shown(roles.reader)}: [select] }`,
  ].join("\n");
  const sections = [
    makeRoles(roles),
    database(roles, name),
    control(roles),
    ...[...new Set(schemas)].sort().map((schema) => tables(roles, schema)),
  ];
  return `${[head, ...sections.map(printed)].join("\n\n")}\n`;
}
