import type { TableMetadata } from "@dp/metadata";
import type { TableOrder } from "@dp/snowflake-unload";

import { drawnColumns } from "./cells.ts";
import type { Dice } from "./dice.ts";

/** What a table of a history is. Every row has an ID that no other row of the table ever had. */
export interface Design {
  /** Name in the project, and of the PostgreSQL table. */
  readonly name: string;
  readonly source: string;
  /** parent and child are tied by a foreign key; heap and log have no key. */
  readonly role: "parent" | "child" | "keyed" | "heap" | "log";
  readonly mode: TableOrder["mode"];
  readonly cursor?: "AT" | "ID";
  readonly overlap: number;
  readonly tracked: boolean;
  readonly retention: 0 | 1;
  readonly verify: TableOrder["verify"];
}

const columnTypes: Readonly<Record<string, string>> = {
  NOTE: "VARCHAR(200)",
  AMOUNT: "NUMBER(12,3)",
  RATIO: "FLOAT",
  FLAG: "BOOLEAN",
  RAW: "BINARY(64)",
  DAY: "DATE",
};

function keyed(dice: Dice): Pick<Design, "mode" | "cursor" | "overlap" | "tracked" | "verify"> {
  const mode = dice.once(4) ? "full" : "incremental";
  return {
    mode,
    ...(mode === "incremental" && { cursor: "AT" as const }),
    overlap: dice.pick([0, 10, 10]),
    tracked: dice.once(3),
    verify: dice.pick(["every-bundle", "every-bundle", "daily", "manual"]),
  };
}

/** Some of: two tables tied by a foreign key, one with a key, one without any, and one that only grows; each in a way of its own. */
export function designsOf(dice: Dice, history: number): readonly Design[] {
  const named = (role: Design["role"]): Pick<Design, "name" | "source" | "role"> => {
    return { name: `h${String(history)}_${role}`, source: role.toUpperCase(), role };
  };
  const verify = dice.pick(["every-bundle", "daily", "manual"] as const);
  const byCursor = dice.once(2);
  const family: readonly Design[] = [
    { ...named("parent"), ...keyed(dice), retention: 1 },
    { ...named("child"), ...keyed(dice), retention: 1 },
  ];
  const others: readonly Design[] = [
    { ...named("keyed"), ...keyed(dice), retention: dice.once(3) ? 0 : 1 },
    { ...named("heap"), mode: "full", overlap: 0, tracked: false, retention: dice.once(4) ? 0 : 1, verify },
    {
      ...named("log"),
      ...{ mode: "append", overlap: 0, tracked: !byCursor, retention: 1, verify },
      ...(byCursor && { cursor: "ID" as const }),
    },
  ];
  return dice.once(2) ? [...family, dice.pick(others)] : dice.some(others);
}

/** Columns of a table as it begins. */
export function firstColumns({ role }: Design): readonly string[] {
  return ["ID", ...(role === "child" ? ["PARENT_ID"] : []), ...drawnColumns, "AT"];
}

export function createSql({ source, role, tracked, retention }: Design, schema: string): string {
  const key = role === "heap" || role === "log" ? "" : " PRIMARY KEY";
  const identity = role === "child" ? " IDENTITY(1, 1)" : "";
  const parent = role === "child" ? ["PARENT_ID NUMBER(18,0) REFERENCES PARENT (ID)"] : [];
  const columns = [
    `ID NUMBER(18,0)${identity}${key === "" ? "" : " NOT NULL"}${key}`,
    ...parent,
    ...drawnColumns.map((column) => `${column} ${columnTypes[column] ?? ""}`),
    "AT TIMESTAMP_NTZ(9)",
  ];
  const options = `${tracked ? " CHANGE_TRACKING = TRUE" : ""} DATA_RETENTION_TIME_IN_DAYS = ${String(retention)}`;
  return `CREATE TABLE ${schema}.${source} (${columns.join(", ").replace("REFERENCES PARENT", `REFERENCES ${schema}.PARENT`)})${options};`;
}

/** How the rows of a table are to travel. */
export function orderOf(metadata: TableMetadata, { mode, cursor, overlap, verify }: Design): TableOrder {
  return { metadata, mode, verify, ...(cursor !== undefined && { incremental: { cursor, overlap } }) };
}
