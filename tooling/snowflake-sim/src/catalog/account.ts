import type { Relation, Sequence } from "./model.ts";

/** Privileges on one object, by role. They belong to the object: renaming keeps them, replacing loses them. */
export type Grants = Map<string, Set<string>>;

/** Something that a role may own or hold privileges on. */
export interface Securable {
  owner: string;
  readonly grants: Grants;
}

/** A table or view in its schema. The relation itself is replaced by every ALTER, never changed. */
export interface RelationEntry {
  relation: Relation;
  readonly grants: Grants;
  /** Columns made so far, so that physical names are never used twice. */
  columnsMade: number;
}

export interface SequenceEntry {
  sequence: Sequence;
  readonly grants: Grants;
  nextValue: bigint;
}

export interface FutureGrant {
  readonly object: string;
  readonly role: string;
  readonly privileges: readonly string[];
}

interface MaskingPath {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
}

export interface Schema extends Securable {
  readonly name: string;
  readonly createdOn: number;
  comment: string;
  readonly relations: Map<string, RelationEntry>;
  readonly sequences: Map<string, SequenceEntry>;
  /** Policies, tags, stages and file formats: `KIND name` by JSON of [kind, name]. */
  readonly named: Set<string>;
  /** Masking policies that come with a tag, by its name. */
  readonly tagMasks: Map<string, readonly MaskingPath[]>;
  readonly future: FutureGrant[];
  /** The last dropped relation of a name, for UNDROP. */
  readonly dropped: Map<string, RelationEntry>;
}

export interface Database extends Securable {
  readonly name: string;
  readonly createdOn: number;
  comment: string;
  readonly schemas: Map<string, Schema>;
  readonly future: FutureGrant[];
  readonly dropped: Map<string, Schema>;
}

export interface Warehouse extends Securable {
  readonly name: string;
  readonly createdOn: number;
  comment: string;
  readonly size: string;
}

export interface Role {
  readonly name: string;
  readonly createdOn: number;
  readonly owner: string;
  comment: string;
  /** Roles whose privileges this one has too. */
  readonly granted: Set<string>;
}

export interface User {
  readonly name: string;
  readonly createdOn: number;
  readonly roles: Set<string>;
  comment: string;
}

/** All that one account holds, but for rows. */
export interface Account extends Securable {
  readonly name: string;
  readonly databases: Map<string, Database>;
  readonly droppedDatabases: Map<string, Database>;
  readonly warehouses: Map<string, Warehouse>;
  readonly roles: Map<string, Role>;
  readonly users: Map<string, User>;
  /** Temporary tables by session id, then by JSON of [database, schema, name]. */
  readonly temporary: Map<string, Map<string, RelationEntry>>;
  /** Tables made so far, so that physical names are never used twice. */
  tablesMade: number;
}

/** Roles every account has, with what they inherit besides PUBLIC (Snowflake SQL reference, Access control). */
const systemRoles: Readonly<Record<string, readonly string[]>> = {
  ACCOUNTADMIN: ["SYSADMIN", "SECURITYADMIN"],
  SECURITYADMIN: ["USERADMIN"],
  USERADMIN: [],
  SYSADMIN: [],
  ORGADMIN: [],
  PUBLIC: [],
};

/** A fresh account: system roles, and the warehouse that Snowflake gives to every new account. */
export function createAccount(name: string, now: number): Account {
  const roles = Object.entries(systemRoles).map(([role, granted]): [string, Role] => [
    role,
    { name: role, createdOn: now, owner: "", comment: "", granted: new Set(granted) },
  ]);
  const warehouse: Warehouse = {
    name: "COMPUTE_WH",
    createdOn: now,
    comment: "",
    size: "X-Small",
    owner: "ACCOUNTADMIN",
    grants: new Map([["PUBLIC", new Set(["USAGE"])]]),
  };
  return {
    name,
    owner: "ACCOUNTADMIN",
    grants: new Map(),
    databases: new Map(),
    droppedDatabases: new Map(),
    warehouses: new Map([[warehouse.name, warehouse]]),
    roles: new Map(roles),
    users: new Map(),
    temporary: new Map(),
    tablesMade: 0,
  };
}

export function createSchema(name: string, owner: string, now: number): Schema {
  return {
    name,
    owner,
    createdOn: now,
    comment: "",
    grants: new Map(),
    relations: new Map(),
    sequences: new Map(),
    named: new Set(),
    tagMasks: new Map(),
    future: [],
    dropped: new Map(),
  };
}

/** A database with its PUBLIC schema. INFORMATION_SCHEMA is no schema here: it is computed. */
export function createDatabase(name: string, owner: string, now: number): Database {
  const schemas = new Map([["PUBLIC", createSchema("PUBLIC", owner, now)]]);
  return { name, owner, createdOn: now, comment: "", grants: new Map(), schemas, future: [], dropped: new Map() };
}

/** Keys of maps whose keys are several names. */
export function pathKey(parts: readonly string[]): string {
  return JSON.stringify(parts);
}
