import type { ColumnType } from "../../catalog/model.ts";
import type { Binding, RelationLookup, Session, VirtualRelation } from "../../contracts.ts";
import type { Settings } from "../settings.ts";

/** A time that must lie in a table's retention; `milliseconds` is SQL of a constant. */
export interface TravelCheck {
  readonly table: string;
  readonly earliest: number;
  readonly milliseconds: string;
}

/** Rows from outside DuckDB, to be loaded before the statement runs. */
export interface LoadedRelation {
  readonly name: string;
  readonly relation: VirtualRelation;
}

export interface EnvironmentOptions {
  readonly session: Session;
  readonly settings: Settings;
  readonly lookup: RelationLookup;
  /** Milliseconds since the epoch at which the statement began. */
  readonly now: number;
  /** The statement's text; output columns are named by pieces of it. */
  readonly text: string;
  readonly bindings: readonly Binding[];
  /** Makes an SQL source of a sequence's values, good until the statement ends. */
  readonly lendSequence: (next: () => bigint) => string;
}

/** What one statement gathers while it is turned into SQL. */
export class Environment {
  readonly session: Session;
  readonly settings: Settings;
  readonly lookup: RelationLookup;
  readonly now: number;
  readonly bindings: readonly Binding[];
  readonly lendSequence: (next: () => bigint) => string;
  /** Text that the offsets of the expressions at hand count in: the statement's, or a view's. */
  text: string;
  readonly travelChecks: TravelCheck[] = [];
  readonly loaded: LoadedRelation[] = [];
  /** Calls of aggregate functions seen so far; who compares before and after knows whether an item holds one. */
  aggregates = 0;
  private names = 0;

  constructor(options: EnvironmentOptions) {
    this.session = options.session;
    this.settings = options.settings;
    this.lookup = options.lookup;
    this.now = options.now;
    this.text = options.text;
    this.bindings = options.bindings;
    this.lendSequence = options.lendSequence;
  }

  /** A name that nothing else in the statement's SQL has. */
  fresh(prefix: string): string {
    return `${prefix}${String(++this.names)}`;
  }
}

/** A column that expressions can see. */
export interface VisibleColumn {
  readonly name: string;
  readonly sql: string;
  readonly type: ColumnType | { readonly name: "NULL" };
  readonly nullable: boolean;
  /** Right side of a USING join: not in `*`, and only found with its table's name. */
  readonly merged?: boolean;
}

export interface VisibleTable {
  readonly alias?: string;
  /** Database, schema and name, for `schema.table.column`. */
  readonly path?: readonly string[];
  readonly columns: readonly VisibleColumn[];
  /** SQL of a row number from 0, of a generator. */
  readonly sequence?: string;
}
