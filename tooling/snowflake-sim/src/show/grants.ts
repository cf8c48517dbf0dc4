import type { Account, Grants } from "../catalog/account.ts";
import { notFound, printPath } from "../catalog/errors.ts";
import { holdsRows } from "../catalog/drop-relation.ts";
import { completePath, type Visible } from "../catalog/visible.ts";
import type { Session } from "../contracts.ts";
import type { Show } from "../sql/listing-statements.ts";
import { listingColumns, timestampCell, type Cell, type ListingColumns } from "./listing.ts";

const privilegeColumns = listingColumns(
  "created_on:time|privilege|granted_on|name|granted_to|grantee_name|grant_option|granted_by",
);
const roleColumns = listingColumns("created_on:time|role|granted_to|grantee_name|granted_by");

interface Granted {
  readonly object: string;
  readonly path: readonly string[];
  readonly owner: string;
  readonly grants: Grants;
  readonly createdOn: number;
}

function* everythingGranted(account: Account): Generator<Granted> {
  for (const warehouse of account.warehouses.values())
    yield { object: "WAREHOUSE", path: [warehouse.name], ...warehouse };
  for (const database of account.databases.values()) {
    yield { object: "DATABASE", path: [database.name], ...database };
    for (const schema of database.schemas.values()) {
      const path = [database.name, schema.name];
      yield { object: "SCHEMA", path, ...schema };
      for (const { relation, grants } of schema.relations.values()) {
        const object = holdsRows(relation) ? "TABLE" : "VIEW";
        yield { object, path: [...path, relation.name], owner: relation.owner, grants, createdOn: relation.createdOn };
      }
      for (const { sequence, grants } of schema.sequences.values()) {
        const { name, owner, createdOn } = sequence;
        yield { object: "SEQUENCE", path: [...path, name], owner, grants, createdOn };
      }
    }
  }
}

function privilegeRows(granted: Granted, wanted: (role: string) => boolean): Cell[][] {
  const held: [string, Iterable<string>][] = [[granted.owner, ["OWNERSHIP"]], ...granted.grants];
  return held.flatMap(([role, privileges]) =>
    wanted(role)
      ? [...privileges].map((privilege) => [
          timestampCell(granted.createdOn),
          privilege,
          granted.object,
          printPath(granted.path),
          "ROLE",
          role,
          privilege === "OWNERSHIP" ? "true" : "false",
          granted.owner,
        ])
      : [],
  );
}

function onObject(visible: Visible, kind: string, name: readonly string[]): Cell[][] {
  const parts =
    name.length === 1 && !["TABLE", "VIEW", "SEQUENCE", "SCHEMA"].includes(kind) ? name : full(visible, kind, name);
  const found = [...everythingGranted(visible.account)].find(
    (granted) => granted.object === kind && JSON.stringify(granted.path) === JSON.stringify(parts),
  );
  if (found === undefined) throw notFound(kind.charAt(0) + kind.slice(1).toLowerCase(), parts);
  return privilegeRows(found, () => true);
}

function full(visible: Visible, kind: string, name: readonly string[]): readonly string[] {
  if (kind === "SCHEMA") return name.length > 1 ? name : [visible.session.database ?? "", ...name];
  const path = completePath(visible.session, name, "SHOW GRANTS");
  return [path.database, path.schema, path.name];
}

function rolesOfUser(account: Account, user: string): Cell[][] {
  const created = timestampCell(account.users.get(user)?.createdOn ?? 0);
  return [...(account.users.get(user)?.roles ?? [])].map((role) => [created, role, "USER", user, "ACCOUNTADMIN"]);
}

function holdersOf(account: Account, role: string): Cell[][] {
  const created = timestampCell(account.roles.get(role)?.createdOn ?? 0);
  const users = [...account.users.values()].filter((user) => user.roles.has(role));
  const parents = [...account.roles.values()].filter((other) => other.granted.has(role));
  return [
    ...parents.map((other) => [created, role, "ROLE", other.name, "ACCOUNTADMIN"]),
    ...users.map((user) => [created, role, "USER", user.name, "ACCOUNTADMIN"]),
  ];
}

/** SHOW GRANTS ON an object, TO a role or user, OF a role; alone it means TO the session's user. @throws SqlError 002003 */
export function showGrants(
  visible: Visible,
  session: Session,
  show: Show,
): { columns: ListingColumns; rows: Cell[][] } {
  const { account } = visible;
  const asked = show.grants ?? { preposition: "TO", kind: "USER", name: [session.user] };
  const [name = ""] = asked.name;
  if (asked.preposition === "ON") return { columns: privilegeColumns, rows: onObject(visible, asked.kind, asked.name) };
  if (asked.preposition === "OF") return { columns: roleColumns, rows: holdersOf(account, name) };
  if (asked.kind === "USER") return { columns: roleColumns, rows: rolesOfUser(account, name) };
  if (!account.roles.has(name)) throw notFound("Role", [name]);
  const rows = [...everythingGranted(account)].flatMap((granted) => privilegeRows(granted, (role) => role === name));
  const inherited = [...(account.roles.get(name)?.granted ?? [])].map((role): Cell[] => [
    timestampCell(account.roles.get(role)?.createdOn ?? 0),
    "USAGE",
    "ROLE",
    role,
    "ROLE",
    name,
    "false",
    "ACCOUNTADMIN",
  ]);
  return { columns: privilegeColumns, rows: [...rows, ...inherited] };
}
