import { may } from "../../catalog/access.ts";
import { compilationError, noWarehouse, notFound } from "../../catalog/errors.ts";
import type { Relation, TagValue } from "../../catalog/model.ts";
import { hasWarehouse } from "../../catalog/session-state.ts";
import { completePath, pathParts, type Path, type Visible } from "../../catalog/visible.ts";
import type { TableFunctionArguments, VirtualRelation } from "../../contracts.ts";
import { Cursor } from "../../sql/cursor.ts";
import { parseName } from "../../sql/parse-name.ts";
import type { Cell } from "../listing.ts";
import { viewColumns } from "./view-definition.ts";

const tagColumns = viewColumns(
  `TAG_DATABASE TAG_SCHEMA TAG_NAME TAG_VALUE APPLY_METHOD LEVEL OBJECT_DATABASE OBJECT_SCHEMA OBJECT_NAME DOMAIN
  COLUMN_NAME`,
);

const policyColumns = viewColumns(
  `POLICY_DB POLICY_SCHEMA POLICY_NAME POLICY_KIND REF_DATABASE_NAME REF_SCHEMA_NAME REF_ENTITY_NAME REF_ENTITY_DOMAIN
  REF_COLUMN_NAME REF_ARG_COLUMN_NAMES TAG_DATABASE TAG_SCHEMA TAG_NAME POLICY_STATUS`,
);

function relationNamed(visible: Visible, text: string, database: string): Relation {
  const session = { ...visible.session, database };
  const path = completePath(session, parseName(new Cursor(text)), "SELECT");
  const entry = visible.relation(path);
  if (entry === undefined) throw notFound("Object", pathParts(path));
  return entry.relation;
}

function tagCells({ tag, value }: TagValue, relation: Relation): Cell[] {
  return [tag.database, tag.schema, tag.name, value, "MANUAL", "", relation.database, relation.schema, relation.name];
}

/** Tags of every column, those of the table with each, since columns inherit them. */
function tagReferences(relation: Relation): Cell[][] {
  return relation.columns.flatMap((column) => {
    const own = column.tags ?? [];
    const hidden = new Set(own.map(({ tag }) => JSON.stringify(tag)));
    const inherited = (relation.tags ?? []).filter(({ tag }) => !hidden.has(JSON.stringify(tag)));
    const row = (level: string, method: string) => (tag: TagValue) => {
      const cells = tagCells(tag, relation);
      [cells[4], cells[5]] = [method, level];
      return [...cells, "COLUMN", column.name];
    };
    return [...own.map(row("COLUMN", "MANUAL")), ...inherited.map(row("TABLE", "INHERITED"))];
  });
}

function policyCells(relation: Relation, policy: Path, kind: string): Cell[] {
  const domain = relation.query === undefined ? "TABLE" : "VIEW";
  const { database, schema, name } = policy;
  return [database, schema, name, kind, relation.database, relation.schema, relation.name, domain];
}

function policyReferences({ account }: Visible, relation: Relation): Cell[][] {
  const rows: Cell[][] = [];
  for (const column of relation.columns) {
    const masked = (policy: Path, tag: Cell[]): Cell[] => [
      ...policyCells(relation, policy, "MASKING_POLICY"),
      ...[column.name, null, ...tag, "ACTIVE"],
    ];
    // A policy on the column itself wins over those that come with its tags.
    if (column.maskingPath !== undefined) {
      rows.push(masked(column.maskingPath, [null, null, null]));
      continue;
    }
    for (const { tag } of [...(column.tags ?? []), ...(relation.tags ?? [])]) {
      const masks = account.databases.get(tag.database)?.schemas.get(tag.schema)?.tagMasks.get(tag.name) ?? [];
      rows.push(...masks.map((policy) => masked(policy, [tag.database, tag.schema, tag.name])));
    }
  }
  if (relation.rowAccess !== undefined) {
    const { policy, columns } = relation.rowAccess;
    const names = `[ ${columns.map((name) => `"${name}"`).join(", ")} ]`;
    const cells = policyCells(relation, policy, "ROW_ACCESS_POLICY");
    rows.push([...cells, null, names, null, null, null, "ACTIVE"]);
  }
  return rows;
}

const policyRights = ["APPLY MASKING POLICY", "APPLY ROW ACCESS POLICY"];

/** Snowflake SQL reference, POLICY_REFERENCES: a global APPLY right; SELECT on the table is not enough. */
function requirePolicyRight(visible: Visible): void {
  if (may(visible.roles, visible.account, policyRights)) return;
  const text =
    "Insufficient privileges to operate on account: APPLY MASKING POLICY or APPLY ROW ACCESS POLICY is needed.";
  throw compilationError("003001", "42501", text);
}

/**
 * Rows of `TABLE(db.INFORMATION_SCHEMA.TAG_REFERENCES_ALL_COLUMNS(…))` and of POLICY_REFERENCES for one table or view.
 * @throws SqlError 000606, 002003, 003001; 002141 for other functions
 */
export function callInformationSchema(
  visible: Visible,
  parts: readonly string[],
  { positional, named }: TableFunctionArguments,
): VirtualRelation {
  const [name = "", schema, database = visible.session.database] = [...parts].reverse();
  if (schema !== "INFORMATION_SCHEMA" || database === null) throw unknownFunction(parts);
  if (visible.database(database) === undefined) throw notFound("Database", [database]);
  if (!hasWarehouse(visible.account, visible.session)) throw noWarehouse();
  if (name === "TAG_REFERENCES_ALL_COLUMNS") {
    return { columns: tagColumns, rows: tagReferences(relationNamed(visible, positional[0] ?? "", database)) };
  }
  if (name !== "POLICY_REFERENCES") throw unknownFunction(parts);
  const relation = relationNamed(visible, named.get("REF_ENTITY_NAME") ?? "", database);
  requirePolicyRight(visible);
  return { columns: policyColumns, rows: policyReferences(visible, relation) };
}

function unknownFunction(parts: readonly string[]): Error {
  return compilationError("002141", "42601", `Unknown table function ${parts.join(".")}`);
}
