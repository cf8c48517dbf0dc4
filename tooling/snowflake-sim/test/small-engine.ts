import { setTimeout as sleep } from "node:timers/promises";

import {
  SqlError,
  statementType,
  type Engine,
  type ExecuteOptions,
  type Session,
  type StatementResult,
} from "../src/contracts.ts";

/** An engine of six statements, so that the protocol can be tested by itself. */
export interface SmallEngine extends Engine {
  /** INSERTs that were really carried out. */
  readonly inserts: number;
  /** Sessions that were ended. */
  readonly ended: number;
}

export function smallEngine(): SmallEngine {
  let inserts = 0;
  let ended = 0;
  const commands: readonly [RegExp, Command][] = [
    [/^SELECT (\d+)$/, (_session, [number]) => one("fixed", number ?? "")],
    [/^ROWS (\d+)$/, (_session, [count]) => many(Number(count))],
    [
      /^SLEEP (\d+)$/,
      async (_session, [ms], { signal }) => {
        await sleep(Number(ms), undefined, { signal });
        return one("text", "slept");
      },
    ],
    [
      /^INSERT$/,
      () => {
        inserts += 1;
        return { ...one("fixed", "1"), statementType: statementType.insert };
      },
    ],
    [/^BIND$/, (_session, _groups, { bindings }) => one("text", JSON.stringify(bindings))],
    [/^USE (\w+) "(.*)"$/, (session, [kind, name]) => use(session, kind ?? "", name ?? "")],
    [
      /^SET (\w+)=(\w+)$/,
      (session, [name, value]) => {
        session.parameters.set(name ?? "", value ?? "");
        return one("text", "set");
      },
    ],
    [
      /^CRASH$/,
      () => {
        throw new RangeError("out of range");
      },
    ],
  ];
  return {
    get inserts() {
      return inserts;
    },
    get ended() {
      return ended;
    },
    execute: async (session, sql, options) => {
      for (const [pattern, command] of commands) {
        const match = pattern.exec(sql);
        if (match !== null) return command(session, match.slice(1), options);
      }
      throw new SqlError(
        "001003",
        "42000",
        "SQL compilation error:\nsyntax error line 1 at position 4 unexpected '<EOF>'.",
      );
    },
    load: (sql) => (sql === "BAD" ? Promise.reject(new SqlError("001003", "42000", "line 1: BAD")) : Promise.resolve()),
    readStage: () => undefined,
    mayUseRole: (user, role) => user === "DEMO" && role === "GRANTED_IN_SQL",
    endSession: () => {
      ended += 1;
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

type Command = (
  session: Session,
  groups: readonly string[],
  options: ExecuteOptions,
) => StatementResult | Promise<StatementResult>;

function one(type: string, value: string): StatementResult {
  return {
    statementType: statementType.select,
    columns: [{ name: "A", type, nullable: true, scale: 0 }],
    rows: batches([[JSON.stringify([value])]]),
  };
}

function many(count: number): StatementResult {
  const rows = Array.from({ length: count }, (_value, index) =>
    JSON.stringify([String(index), index % 7 === 0 ? null : `row ${String(index)} "quoted", [bracketed], ü\n`]),
  );
  const parts: string[][] = [];
  for (let at = 0; at < rows.length; at += 100) parts.push(rows.slice(at, at + 100));
  return {
    statementType: statementType.select,
    columns: [
      { name: "I", type: "fixed", nullable: false, scale: 0 },
      { name: "T", type: "text", nullable: true },
    ],
    rows: batches(parts),
  };
}

function use(session: Session, kind: string, name: string): StatementResult {
  if (name === "MISSING") throw new SqlError("002043", "02000", "SQL compilation error:\nObject does not exist.");
  if (kind === "DATABASE") {
    session.database = name;
    session.schema = "PUBLIC";
  }
  if (kind === "SCHEMA") session.schema = name;
  if (kind === "WAREHOUSE") session.warehouse = name;
  return { ...one("text", "Statement executed successfully."), statementType: statementType.use };
}

async function* batches(parts: readonly (readonly string[])[]): AsyncGenerator<readonly string[]> {
  for (const part of parts) yield await Promise.resolve(part);
}
