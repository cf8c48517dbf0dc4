import { owns } from "../catalog/access.ts";
import { holdsRows } from "../catalog/drop-relation.ts";
import type { ForeignKey, Key, Relation } from "../catalog/model.ts";
import { refersTo } from "../catalog/references.ts";
import type { Visible } from "../catalog/visible.ts";
import { statementType, type DataStore, type Session, type StatementResult } from "../contracts.ts";
import type { Describe, Show } from "../sql/listing-statements.ts";
import {
  roleRow,
  showRolesColumns,
  showUsersColumns,
  showWarehousesColumns,
  userRow,
  warehouseRow,
} from "./account-objects.ts";
import { columnRow, showColumnsColumns } from "./columns.ts";
import { databaseRow, schemaRow, showDatabasesColumns, showSchemasColumns } from "./databases.ts";
import { describeColumns, describeRow } from "./describe.ts";
import { cut, filterByName, page, type ListingLimits } from "./filter.ts";
import { foreignKeyRows, showForeignKeysColumns } from "./foreign-keys.ts";
import { showGrants } from "./grants.ts";
import { informationSchemaRelation } from "./information-schema/relations.ts";
import { keyRows, showKeysColumns } from "./keys.ts";
import { indexRows, showIndexesColumns } from "./indexes.ts";
import { listingResult, timestampCell, type Cell, type ListingColumns } from "./listing.ts";
import { objectKind, objectRow, showObjectsColumns } from "./objects.ts";
import { byTexts } from "./order.ts";
import { parameterRows, showParametersColumns } from "./parameters.ts";
import { rowCounts } from "./row-counts.ts";
import { resolveScope, scopedRelations, visibleDatabases } from "./scope.ts";
import { sequenceRow, showSequencesColumns } from "./sequences.ts";
import { showTablesColumns, tableKind, tableRow, terseColumns, terseRow } from "./tables.ts";
import { showViewsColumns, viewRow } from "./views.ts";

/** What a listing is made from. */
export interface ShowContext {
  readonly visible: Visible;
  readonly session: Session;
  readonly store: DataStore;
  readonly limits: ListingLimits;
}

interface Listing {
  readonly columns: ListingColumns;
  readonly rows: readonly (readonly Cell[])[];
}

const nameOf = (item: { readonly name: string }): string => item.name;

async function tables({ visible, store, limits }: ShowContext, show: Show): Promise<Listing> {
  const all = scopedRelations(visible, resolveScope(visible, show), false).filter(holdsRows);
  const found = page(filterByName(all, show, nameOf), show, nameOf, limits);
  if (show.terse) return { columns: terseColumns, rows: found.map((table) => terseRow(table, tableKind(table))) };
  const counts = await rowCounts(store, found);
  return { columns: showTablesColumns, rows: found.map((table) => tableRow(table, counts.get(table.physical) ?? 0)) };
}

async function objects({ visible, store, limits }: ShowContext, show: Show): Promise<Listing> {
  const all = filterByName(scopedRelations(visible, resolveScope(visible, show), true), show, nameOf);
  const found = show.limit === undefined ? cut(all, limits) : page(all, show, nameOf, limits);
  if (show.terse) return { columns: terseColumns, rows: found.map((object) => terseRow(object, objectKind(object))) };
  const counts = await rowCounts(store, found.filter(holdsRows));
  return {
    columns: showObjectsColumns,
    rows: found.map((object) => objectRow(object, counts.get(object.physical) ?? 0)),
  };
}

/** Semantic views have a listing of their own, which the stand-in lacks; SHOW OBJECTS calls them views. */
function isView(relation: Relation): boolean {
  return !holdsRows(relation) && relation.kind !== "SEMANTIC VIEW";
}

function views({ visible, limits }: ShowContext, show: Show): Listing {
  const all = scopedRelations(visible, resolveScope(visible, show), true).filter(isView);
  const found = page(filterByName(all, show, nameOf), show, nameOf, limits);
  if (show.terse) return { columns: terseColumns, rows: found.map((view) => terseRow(view, "VIEW")) };
  return { columns: showViewsColumns, rows: found.map((view) => viewRow(view, owns(visible.roles, view))) };
}

/** LIKE filters column names. The cap cuts in silence. */
function columns({ visible, limits }: ShowContext, show: Show): Listing {
  const rows: Cell[][] = [];
  for (const relation of scopedRelations(visible, resolveScope(visible, show), true)) {
    for (const column of filterByName(relation.columns, show, nameOf)) rows.push(columnRow(relation, column));
    if (rows.length >= limits.cap) break;
  }
  return { columns: showColumnsColumns, rows: cut(rows, limits) };
}

function keys({ visible, limits }: ShowContext, show: Show, of: (relation: Relation) => readonly Key[]): Listing {
  const relations = scopedRelations(visible, resolveScope(visible, show), false);
  const rows = relations.flatMap((relation) => of(relation).flatMap((key) => keyRows(relation, key)));
  return { columns: showKeysColumns, rows: cut(rows, limits) };
}

function importedKeys({ visible, limits }: ShowContext, show: Show): Listing {
  const relations = scopedRelations(visible, resolveScope(visible, show), false);
  const rows = relations.flatMap((relation) => relation.foreignKeys.flatMap((key) => foreignKeyRows(relation, key)));
  return { columns: showForeignKeysColumns, rows: cut(rows, limits) };
}

/** Foreign keys of any visible table that point into the scope. */
function exportedKeys({ visible, limits }: ShowContext, show: Show): Listing {
  const targets = scopedRelations(visible, resolveScope(visible, show), false);
  const everywhere: Show = { type: "show", kind: show.kind, terse: false, scope: { kind: "ACCOUNT" } };
  const pointing = scopedRelations(visible, resolveScope(visible, everywhere), false).filter(
    (relation) => relation.foreignKeys.length > 0,
  );
  const rows = targets.flatMap((target) => {
    if (target.primaryKey === undefined && target.uniqueKeys.length === 0) return [];
    const matches = (key: ForeignKey): boolean => refersTo(key, target);
    return pointing.flatMap((from) => from.foreignKeys.filter(matches).flatMap((key) => foreignKeyRows(from, key)));
  });
  return { columns: showForeignKeysColumns, rows: cut(rows, limits) };
}

function indexes({ visible, limits }: ShowContext, show: Show): Listing {
  const rows = scopedRelations(visible, resolveScope(visible, show), false).flatMap(indexRows);
  return { columns: showIndexesColumns, rows: cut(rows, limits) };
}

function sequences({ visible, limits }: ShowContext, show: Show): Listing {
  const scope = resolveScope(visible, show);
  const schemas = scope.kind === "schemas" ? scope.schemas : [];
  const all = schemas
    .flatMap(({ schema }) => [...(schema?.sequences.values() ?? [])])
    .filter(({ sequence }) => visible.sequence(sequence) !== undefined)
    .sort(
      byTexts(
        ({ sequence }) => sequence.database,
        ({ sequence }) => sequence.schema,
        ({ sequence }) => sequence.name,
      ),
    );
  const found = cut(
    filterByName(all, show, ({ sequence }) => sequence.name),
    limits,
  );
  return { columns: showSequencesColumns, rows: found.map(sequenceRow) };
}

function schemas({ visible, session, limits }: ShowContext, show: Show): Listing {
  const scope = resolveScope(visible, show);
  const all = (scope.kind === "schemas" ? [...scope.schemas] : []).sort(
    byTexts(
      ({ database }) => database.name,
      ({ name }) => name,
    ),
  );
  const found = page(filterByName(all, show, nameOf), show, nameOf, limits);
  if (show.terse) {
    const rows = found.map(({ database, name, schema }) => [
      timestampCell(schema?.createdOn ?? 0),
      name,
      null,
      database.name,
      null,
    ]);
    return { columns: terseColumns, rows };
  }
  return {
    columns: showSchemasColumns,
    rows: found.map(({ database, name, schema }) => schemaRow(database, name, { schema, session })),
  };
}

function databases({ visible, session, limits }: ShowContext, show: Show): Listing {
  const found = page(filterByName(visibleDatabases(visible), show, nameOf), show, nameOf, limits);
  if (show.terse) {
    const rows = found.map((database) => [timestampCell(database.createdOn), database.name, "STANDARD", null, null]);
    return { columns: terseColumns, rows };
  }
  return { columns: showDatabasesColumns, rows: found.map((database) => databaseRow(database, session)) };
}

function accountObjects({ visible, session }: ShowContext, show: Show): Listing {
  const { account, roles } = visible;
  if (show.kind === "ROLES") {
    const found = filterByName([...account.roles.values()].sort(byTexts(nameOf)), show, nameOf);
    return { columns: showRolesColumns, rows: found.map((role) => roleRow(account, role, session)) };
  }
  if (show.kind === "USERS") {
    const found = filterByName([...account.users.values()].sort(byTexts(nameOf)), show, nameOf);
    return { columns: showUsersColumns, rows: found.map(userRow) };
  }
  const seen = [...account.warehouses.values()].filter(
    (warehouse) => owns(roles, warehouse) || [...warehouse.grants.keys()].some((role) => roles.has(role)),
  );
  const found = filterByName(seen.sort(byTexts(nameOf)), show, nameOf);
  return { columns: showWarehousesColumns, rows: found.map((warehouse) => warehouseRow(warehouse, session)) };
}

async function listing(context: ShowContext, show: Show): Promise<Listing> {
  switch (show.kind) {
    case "TABLES":
      return tables(context, show);
    case "OBJECTS":
      return objects(context, show);
    case "VIEWS":
      return views(context, show);
    case "COLUMNS":
      return columns(context, show);
    case "PRIMARY KEYS":
      return keys(context, show, ({ primaryKey }) => (primaryKey === undefined ? [] : [primaryKey]));
    case "UNIQUE KEYS":
      return keys(context, show, ({ uniqueKeys }) => uniqueKeys);
    case "IMPORTED KEYS":
      return importedKeys(context, show);
    case "EXPORTED KEYS":
      return exportedKeys(context, show);
    case "INDEXES":
      return indexes(context, show);
    case "SEQUENCES":
      return sequences(context, show);
    case "SCHEMAS":
      return schemas(context, show);
    case "DATABASES":
      return databases(context, show);
    case "ROLES":
    case "USERS":
    case "WAREHOUSES":
      return accountObjects(context, show);
    case "PARAMETERS": {
      const rows = filterByName(parameterRows(context.session), show, ([key]) => key ?? "");
      return { columns: showParametersColumns, rows };
    }
    case "GRANTS":
      return showGrants(context.visible, context.session, show);
  }
}

/** Runs a SHOW. No warehouse is needed. @throws SqlError */
export async function runShow(context: ShowContext, show: Show): Promise<StatementResult> {
  const { columns: names, rows } = await listing(context, show);
  return listingResult(statementType.show, names, rows);
}

/** Runs a DESCRIBE; TABLE and VIEW may stand for each other. @throws SqlError 002003 */
export function runDescribe({ visible }: ShowContext, statement: Describe): StatementResult {
  const kind = statement.object === "VIEW" ? "View" : "Table";
  const relation =
    informationSchemaRelation(visible, statement.name) ??
    visible.requireRelation(statement.name, kind, `DESCRIBE ${statement.object}`).relation;
  const rows = relation.columns.map((column) => describeRow(relation, column));
  return listingResult(statementType.describe, describeColumns, rows);
}
