import { quoteIdentifier, quoteLiteral } from "@dp/snowflake-client";
import { grantStatements, type GrantedRelation } from "./grant-statements.ts";
import type { Access } from "./privileges.ts";

/** Who gets rights, and on what. Names as stored, in exact case. */
export interface RightsRequest {
  readonly role: string;
  readonly relations: readonly GrantedRelation[];
}

/** A program's user, and the warehouse that runs its statements. */
export interface ServiceRequest extends RightsRequest {
  readonly user: string;
  readonly warehouse: string;
}

/** A text in which every line is a comment: a name with a line end in it does not get out of it. */
function comment(...lines: readonly string[]): string {
  return lines
    .flatMap((line) => line.split(/[\n\r\u0085\u2028\u2029]/))
    .map((line) => (line === "" ? "--" : `-- ${line}`))
    .join("\n");
}

function statements(list: readonly string[]): string {
  return [...new Set(list)].map((statement) => `${statement};`).join("\n");
}

const containers = ({ role, relations }: RightsRequest): readonly string[] => [
  ...relations.map(({ database }) => grantStatements.database(database, role)),
  ...relations.map((relation) => grantStatements.schema(relation, role)),
];

const grants = ({ role, relations }: RightsRequest, access: Access): readonly string[] =>
  relations.map((relation) => grantStatements.relation(relation, role, access));

/** Views, whose kind tables.yaml does not say. */
function kindNote(relations: readonly GrantedRelation[]): readonly string[] {
  if (relations.every(({ kind }) => kind !== undefined)) return [];
  return [comment("Not extracted yet, so taken for tables: ON VIEW … for one that is a view.")];
}

const createRole = (role: string, purpose: string): string =>
  statements([`CREATE ROLE IF NOT EXISTS ${quoteIdentifier(role)} COMMENT = ${quoteLiteral(purpose)}`]);

const head = (who: string): string =>
  comment(
    who,
    "Read it, then run it as a role that may create roles, users and warehouses and grant (ACCOUNTADMIN, or SECURITYADMIN with SYSADMIN). Running it again changes nothing.",
  );

/**
 * SQL that lets people see the structure of these relations and none of their rows: any privilege shows a relation to
 * SHOW and DESCRIBE, and REFERENCES is one that reads nothing (Snowflake SQL reference, "Access control privileges").
 * @throws UnquotableError
 */
export function peopleRights(request: RightsRequest): string {
  const { role, relations } = request;
  const schemas = new Set(relations.map((relation) => grantStatements.schema(relation, role)));
  const future = [...schemas].map((sql) =>
    sql.replace(/^GRANT USAGE ON SCHEMA/, "GRANT REFERENCES ON FUTURE TABLES IN SCHEMA"),
  );
  const parts = [
    head(
      "Least rights for people who run extractor-cli: the structure of the configured tables, no row of them, no warehouse.",
    ),
    createRole(role, "Sees the structure of the tables of tables.yaml, no rows"),
    statements(containers(request)),
    [
      comment("REFERENCES makes a table visible to SHOW and DESCRIBE. SELECT would show its rows."),
      ...kindNote(relations),
      statements(grants(request, "structure")),
    ].join("\n"),
    comment("For each person:", `GRANT ROLE ${quoteIdentifier(role)} TO USER "…";`),
    comment(
      "CREATE OR REPLACE TABLE without COPY GRANTS takes these grants away. These would give them again, and show the",
      "structure of every table that is made in the schema later:",
      ...future.map((sql) => `${sql};`),
    ),
  ];
  return `${parts.join("\n\n")}\n`;
}

/**
 * SQL for the user of a nightly program: SELECT on these relations only, a small warehouse of its own, sign-in by key
 * pair alone (TYPE = SERVICE takes no password), from one address.
 * @throws UnquotableError
 */
export function serviceRights(request: ServiceRequest): string {
  const { role, relations } = request;
  const [user, warehouse] = [quoteIdentifier(request.user), quoteIdentifier(request.warehouse)];
  const purpose = "Reads the rows of the tables of tables.yaml, nothing else";
  const parts = [
    head("Least rights for the service user that reads rows at night: SELECT on the configured tables, nothing else."),
    createRole(role, purpose),
    [
      comment("A warehouse of its own: small, asleep when idle. A resource monitor limits what it may cost."),
      statements([
        `CREATE WAREHOUSE IF NOT EXISTS ${warehouse} WAREHOUSE_SIZE = XSMALL AUTO_SUSPEND = 60 INITIALLY_SUSPENDED = TRUE`,
        `GRANT USAGE ON WAREHOUSE ${warehouse} TO ROLE ${quoteIdentifier(role)}`,
      ]),
    ].join("\n"),
    statements(containers(request)),
    [...kindNote(relations), statements(grants(request, "rows"))].join("\n"),
    [
      comment("TYPE = SERVICE: no password and no browser; secondary roles would add rights of other roles."),
      statements([
        `CREATE USER IF NOT EXISTS ${user} TYPE = SERVICE DEFAULT_ROLE = ${quoteIdentifier(role)} DEFAULT_WAREHOUSE = ${warehouse} DEFAULT_SECONDARY_ROLES = () COMMENT = ${quoteLiteral(purpose)}`,
        `GRANT ROLE ${quoteIdentifier(role)} TO USER ${user}`,
      ]),
    ].join("\n"),
    comment(
      "Key pair: made where the program runs; only the public half leaves that machine.",
      "  openssl genrsa 2048 | openssl pkcs8 -topk8 -v2 aes-256-cbc -inform PEM -out rsa_key.p8 && chmod 600 rsa_key.p8",
      "  openssl rsa -in rsa_key.p8 -pubout",
      `ALTER USER ${user} SET RSA_PUBLIC_KEY = '<the lines between BEGIN and END>';`,
    ),
    comment(
      "Network policy: the key alone, taken elsewhere, opens nothing.",
      `CREATE NETWORK POLICY DP_SERVICE ALLOWED_IP_LIST = ('<address of the VPN gateway>');`,
      `ALTER USER ${user} SET NETWORK_POLICY = DP_SERVICE;`,
    ),
  ];
  return `${parts.join("\n\n")}\n`;
}
