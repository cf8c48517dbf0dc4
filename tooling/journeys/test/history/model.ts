import type { Cell } from "./cells.ts";
import { type Design, firstColumns } from "./tables.ts";

export type Row = Readonly<Record<string, Cell>>;

/** A table's rows by ID, as they were from some moment on. */
export interface Version {
  readonly since: number;
  readonly rows: ReadonlyMap<number, Row>;
}

/** A change that a cursor does not show. */
export interface Miss {
  readonly id: number;
  readonly at: number;
  /** Shows all the same where Snowflake tracks changes, unless these cannot be asked. */
  readonly tracked: boolean;
}

/** What a table of Snowflake holds and held, told from what was done to it and from nothing else. */
export class TableModel {
  readonly design: Design;
  columns: readonly string[];
  versions: Version[] = [{ since: 0, rows: new Map() }];
  misses: Miss[] = [];
  nextId = 1;

  constructor(design: Design) {
    this.design = design;
    this.columns = firstColumns(design);
  }

  get rows(): ReadonlyMap<number, Row> {
    return this.versions.at(-1)?.rows ?? new Map<number, Row>();
  }

  /** Takes rows as they are since a statement that ended at `since`. */
  change(since: number, changed: ReadonlyMap<number, Row | undefined>): void {
    const rows = new Map(this.rows);
    for (const [id, row] of changed) {
      if (row === undefined) rows.delete(id);
      else rows.set(id, row);
    }
    this.versions.push({ since, rows });
  }

  /** Rows at a point in time. */
  at(point: number): Version {
    return this.versions.findLast(({ since }) => since <= point) ?? { since: 0, rows: new Map() };
  }

  /** Everything that a row has ever been. */
  formsOf(id: number, columns: readonly string[]): ReadonlySet<string> {
    return new Set(
      this.versions.flatMap(({ rows }) => {
        const row = rows.get(id);
        return row === undefined ? [] : [textOf(row, columns)];
      }),
    );
  }
}

/** A row as one text: its values in the order of the columns. */
export function textOf(row: Row, columns: readonly string[]): string {
  return JSON.stringify(columns.map((column) => row[column]?.text ?? null));
}
