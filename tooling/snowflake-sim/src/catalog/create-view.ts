import type { CreateView } from "../sql/statements.ts";
import type { Context } from "./context.ts";
import { initialGrants, optionFields, placeOf, settle } from "./create-table.ts";
import { compilationError, printPath } from "./errors.ts";
import { governanceFields } from "./governance.ts";
import type { Column, Relation } from "./model.ts";
import { refuseDuplicates } from "./table-columns.ts";
import type { Path } from "./visible.ts";

async function viewColumns(context: Context, statement: CreateView, path: Path): Promise<Column[]> {
  if (context.store.describe === undefined) throw new Error("the data store cannot describe queries");
  const home = { ...context.session, database: path.database, schema: path.schema };
  const described = await context.store.describe(home, statement.query, context.lookup);
  const named = statement.columns;
  if (named.length > 0 && named.length !== described.length) {
    const text = `Invalid column definition list: view '${path.name}' declares ${String(named.length)} column(s), but its query produces ${String(described.length)}.`;
    throw compilationError("002020", "21S01", text);
  }
  return described.map(({ name, type, nullable }, index) => {
    const comment = named[index]?.comment;
    const column = { name: named[index]?.name ?? name, physical: `c${String(index + 1)}`, type, nullable };
    return comment === undefined ? column : { ...column, comment };
  });
}

/** CREATE VIEW; the column types are those of its query. Returns the status message. @throws SqlError */
export async function createView(context: Context, statement: CreateView): Promise<string> {
  const place = placeOf(context, statement, { kind: "VIEW", temporary: false });
  const shown = printPath([place.path.name]);
  if (place.present !== undefined && statement.ifNotExists) return `${shown} already exists, statement succeeded.`;
  const columns = await viewColumns(context, statement, place.path);
  refuseDuplicates(columns.map((column) => column.name));
  const relation: Relation = {
    ...place.path,
    kind: statement.materialized ? "MATERIALIZED VIEW" : "VIEW",
    physical: "",
    columns,
    uniqueKeys: [],
    foreignKeys: [],
    clusterBy: "",
    text: statement.text,
    query: statement.query,
    secure: statement.secure,
    owner: context.session.role,
    createdOn: context.options.now,
    retentionDays: 1,
    ...optionFields(statement),
    ...governanceFields(context, statement, { columns }),
  };
  const grants = initialGrants(context, place, "VIEW");
  await settle(context, place, { relation, grants, columnsMade: columns.length });
  return `View ${shown} successfully created.`;
}
