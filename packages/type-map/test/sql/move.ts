import type { Client } from "pg";

import { mapType, parseSnowflakeType } from "../../src/index.ts";
import { refusals, valueExpression, type ValueSource } from "../../src/sql/index.ts";
import { copyIn } from "./copy.ts";
import type { Row, StandIn } from "./stand-in.ts";
import type { TortureGroup } from "./torture.ts";

/** What a group's column takes. */
export function sourceOf({ type, part, policies, target }: Omit<TortureGroup, "rows">): ValueSource {
  return {
    type: parseSnowflakeType(type),
    ...(part && { part }),
    ...(policies && { policies }),
    ...(target !== undefined && { target }),
  };
}

/** Type of the column in PostgreSQL. */
export function targetType(source: ValueSource): string {
  const { parts } = mapType(source.type, source.policies);
  const part = parts.find((one) => one.part === source.part) ?? parts[0];
  return source.target ?? part?.type ?? "";
}

/** Title of a group. */
export function nameOf({ type, part, policies, target }: TortureGroup): string {
  const chosen = Object.entries(policies ?? {}).map(([policy, value]) => `${policy} ${value}`);
  const more = [...(part === undefined ? [] : [part]), ...chosen, ...(target === undefined ? [] : [`to ${target}`])];
  return [type, ...more].join(", ");
}

/** A table with the group's values in column V, numbered from 0 in column N. */
export async function insert(standIn: StandIn, group: TortureGroup): Promise<string> {
  const table = await standIn.table(`N NUMBER(38,0), V ${group.type}`);
  const { parameters } = standIn.session;
  const before = new Map(parameters);
  for (const [name, value] of Object.entries(group.inserting ?? {})) parameters.set(name, value);
  for (const [index, [literal]] of group.rows.entries()) {
    await standIn.rows(`INSERT INTO ${table} SELECT ${String(index)}, ${literal}`);
  }
  for (const name of Object.keys(group.inserting ?? {})) parameters.set(name, before.get(name) ?? "");
  return table;
}

/** Codes of refusal, a row each. */
async function refusedCodes(
  standIn: StandIn,
  table: string,
  source: ValueSource,
): Promise<readonly (readonly string[])[]> {
  const conditions = refusals(source, '"V"').map(({ code, condition }) => `IFF(${condition}, '${code}', NULL)`);
  const rows = await standIn.rows(`SELECT ${["N", ...conditions].join(", ")} FROM ${table} ORDER BY N`);
  return rows.map((row) => row.slice(1).filter((code) => code !== null));
}

/** Makes table `t` of PostgreSQL and copies the rows in: column `n`, and `v` of the type. */
export async function load(client: Client, type: string, rows: readonly Row[]): Promise<void> {
  await client.query(`DROP TABLE IF EXISTS t; CREATE TABLE t (n integer, v ${type})`);
  await copyIn(client, "COPY t FROM STDIN", rows);
}

/** What became of one value. */
interface Outcome {
  readonly refused: readonly string[];
  readonly text: string | null;
}

/** What became of a group, and the table of the stand-in that holds it. */
export interface Moved {
  readonly table: string;
  readonly outcomes: readonly Outcome[];
}

/** Through the expressions and COPY into PostgreSQL and back as text; table `t` is left there. */
export async function move(standIn: StandIn, client: Client, group: TortureGroup): Promise<Moved> {
  const source = sourceOf(group);
  const table = await insert(standIn, group);
  const codes = await refusedCodes(standIn, table, source);
  const good = codes.flatMap((refused, index) => (refused.length === 0 ? [String(index)] : []));
  if (good.length === 0) return { table, outcomes: codes.map((refused) => ({ refused, text: null })) };
  const value = valueExpression(source, '"V"');
  await load(
    client,
    targetType(source),
    await standIn.rows(`SELECT N, ${value} FROM ${table} WHERE N IN (${good.join(", ")}) ORDER BY N`),
  );
  const { rows } = await client.query<{ v: string | null }>("SELECT v::text AS v FROM t ORDER BY n");
  const outcomes = codes.map((refused, index) => ({ refused, text: rows[good.indexOf(String(index))]?.v ?? null }));
  return { table, outcomes };
}
