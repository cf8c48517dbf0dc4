/** What queries and data statements look like once parsed; names are folded as Snowflake stores them. */
import type { ColumnType } from "../../catalog/model.ts";

/** Where something stands in the statement's text; output columns are named by it. */
interface Span {
  readonly start: number;
  readonly end: number;
}

export interface OrderItem {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nulls: "FIRST" | "LAST";
}

export interface Window {
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly OrderItem[];
  /** `ROWS BETWEEN … AND …`, bounds that are words and numbers only. */
  readonly frame?: string;
}

export interface Call extends Span {
  readonly kind: "call";
  readonly name: readonly string[];
  readonly arguments: readonly Expression[];
  /** `NAME => value` arguments. */
  readonly named: ReadonlyMap<string, Expression>;
  readonly distinct: boolean;
  /** COUNT(*) */
  readonly star: boolean;
  /** WITHIN GROUP (ORDER BY …) */
  readonly within?: readonly OrderItem[];
  readonly over?: Window;
}

export type BinaryOperator = "+" | "-" | "*" | "/" | "%" | "||" | "=" | "<>" | "<" | "<=" | ">" | ">=" | "AND" | "OR";

export type Expression = Span &
  (
    | { readonly kind: "number"; readonly text: string }
    | { readonly kind: "string"; readonly value: string }
    | { readonly kind: "boolean"; readonly value: boolean }
    | { readonly kind: "null" }
    | { readonly kind: "default" }
    | { readonly kind: "column"; readonly parts: readonly string[] }
    /** `$1`: column by position. */
    | { readonly kind: "position"; readonly index: number }
    /** `?` or `:1`, from 1. */
    | { readonly kind: "bind"; readonly index: number }
    | { readonly kind: "negate"; readonly operand: Expression }
    | { readonly kind: "not"; readonly operand: Expression }
    | {
        readonly kind: "binary";
        readonly operator: BinaryOperator;
        readonly left: Expression;
        readonly right: Expression;
      }
    | { readonly kind: "is-null"; readonly operand: Expression; readonly negated: boolean }
    | { readonly kind: "is-boolean"; readonly operand: Expression; readonly value: boolean; readonly negated: boolean }
    | {
        readonly kind: "is-distinct";
        readonly left: Expression;
        readonly right: Expression;
        readonly negated: boolean;
      }
    | {
        readonly kind: "between";
        readonly operand: Expression;
        readonly low: Expression;
        readonly high: Expression;
        readonly negated: boolean;
      }
    | {
        readonly kind: "in-list";
        readonly operand: Expression;
        readonly items: readonly Expression[];
        readonly negated: boolean;
      }
    | { readonly kind: "in-query"; readonly operand: Expression; readonly query: Query; readonly negated: boolean }
    | {
        readonly kind: "like";
        readonly operator: "LIKE" | "ILIKE" | "RLIKE";
        readonly operand: Expression;
        /** More than one for LIKE ANY and LIKE ALL. */
        readonly patterns: readonly Expression[];
        readonly every: boolean;
        readonly escape?: Expression;
        readonly negated: boolean;
      }
    | {
        readonly kind: "case";
        readonly operand?: Expression;
        readonly whens: readonly { readonly when: Expression; readonly then: Expression }[];
        readonly otherwise?: Expression;
      }
    | { readonly kind: "cast"; readonly operand: Expression; readonly type: ColumnType; readonly safe: boolean }
    | Call
    | { readonly kind: "next-value"; readonly sequence: readonly string[] }
    | { readonly kind: "tuple"; readonly items: readonly Expression[] }
    | { readonly kind: "subquery"; readonly query: Query }
    | { readonly kind: "exists"; readonly query: Query }
    /** `v:key`, `v['key']`, `v[0]` */
    | { readonly kind: "path"; readonly operand: Expression; readonly key: Expression }
    | { readonly kind: "array"; readonly items: readonly Expression[] }
    | { readonly kind: "object"; readonly entries: readonly { readonly key: string; readonly value: Expression }[] }
    /** `INTERVAL '1 day'` in date arithmetic. */
    | { readonly kind: "interval"; readonly text: string }
  );

export type SelectItem =
  | { readonly kind: "star"; readonly qualifier: readonly string[]; readonly exclude: readonly string[] }
  | { readonly kind: "item"; readonly expression: Expression; readonly alias?: string };

/** AT or BEFORE behind a table. */
export interface TimeTravel {
  readonly before: boolean;
  readonly by: "TIMESTAMP" | "OFFSET" | "STATEMENT";
  readonly value: Expression;
}

/** CHANGES(INFORMATION => …) AT(…) [END(…)] behind a table. */
export interface TrackedChanges {
  readonly appendOnly: boolean;
  readonly since: TimeTravel;
  /** Now, when absent. */
  readonly until?: TimeTravel;
}

interface Aliased {
  readonly alias?: string;
  readonly columns?: readonly string[];
}

export type Source =
  | (Aliased & {
      readonly kind: "table";
      readonly parts: readonly string[];
      readonly travel?: TimeTravel;
      readonly changes?: TrackedChanges;
    })
  | (Aliased & { readonly kind: "subquery"; readonly query: Query; readonly lateral: boolean })
  | (Aliased & { readonly kind: "generator"; readonly rowCount: Expression })
  | (Aliased & { readonly kind: "flatten"; readonly call: Call })
  /** A function of INFORMATION_SCHEMA. */
  | (Aliased & {
      readonly kind: "table-function";
      readonly parts: readonly string[];
      readonly positional: readonly Expression[];
      readonly named: ReadonlyMap<string, Expression>;
    })
  | {
      readonly kind: "join";
      readonly type: "INNER" | "LEFT" | "RIGHT" | "FULL" | "CROSS";
      readonly natural: boolean;
      readonly left: Source;
      readonly right: Source;
      readonly on?: Expression;
      readonly using?: readonly string[];
    };

export interface Select {
  readonly kind: "select";
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from?: Source;
  readonly where?: Expression;
  readonly groupBy?: readonly Expression[] | "ALL";
  readonly having?: Expression;
  readonly qualify?: Expression;
}

export interface Values {
  readonly kind: "values";
  readonly rows: readonly (readonly Expression[])[];
}

export interface SetOperation {
  readonly kind: "set";
  readonly operator: "UNION" | "UNION ALL" | "EXCEPT" | "INTERSECT";
  readonly left: QueryBody;
  readonly right: QueryBody;
}

export type QueryBody = Select | Values | SetOperation | { readonly kind: "nested"; readonly query: Query };

export interface CommonTable {
  readonly name: string;
  readonly columns?: readonly string[];
  readonly query: Query;
}

export interface Query {
  readonly with: readonly CommonTable[];
  readonly body: QueryBody;
  readonly orderBy: readonly OrderItem[];
  readonly limit?: Expression;
  readonly offset?: Expression;
}

export interface Insert {
  readonly kind: "insert";
  readonly overwrite: boolean;
  readonly table: readonly string[];
  readonly columns?: readonly string[];
  readonly source: Query;
}

export interface Update {
  readonly kind: "update";
  readonly table: readonly string[];
  readonly alias?: string;
  readonly set: readonly { readonly column: string; readonly value: Expression }[];
  readonly from?: Source;
  readonly where?: Expression;
}

export interface Delete {
  readonly kind: "delete";
  readonly table: readonly string[];
  readonly alias?: string;
  readonly using?: Source;
  readonly where?: Expression;
}

export type DataStatement = Insert | Update | Delete | { readonly kind: "query"; readonly query: Query };
