import type { Dice } from "./dice.ts";
import type { GivenColumn, GivenForeignKey, GivenKey, GivenTable } from "./given.ts";
import { anyName, folded } from "./names.ts";
import { anyType, countingType, wideType } from "./types.ts";

const defaults = [
  "0",
  "-1.5",
  "99999999999999999999999999999999999999",
  "1e10",
  "''",
  "'it''s'",
  "'a\\\\b'",
  "'\\0'",
  "'日本 😀'",
  "'2024-02-29'",
  "'2024-02-30'",
  "'not a number'",
  "TRUE",
  "NULL",
  "CURRENT_TIMESTAMP()",
  "CURRENT_DATE()",
  "CURRENT_USER()",
  "SYSDATE()",
  "UUID_STRING()",
  "PARSE_JSON('{\"a\": 1}')",
  "PARSE_JSON('{broken')",
  "TO_DATE('2020-01-01')",
  "'12:34:56.123456789'::TIME(9)",
  "CURRENT_TIMESTAMP()::TIMESTAMP_NTZ(9)",
  "1 + 1",
  "RANDOM()",
  "TO_BINARY('00FF')",
  "[]",
];

const comments = [
  "plain",
  'it\'s "so" \\ here',
  "two\nlines",
  "😀 ÄÖÜ",
  "NUL \0 inside",
  "; DROP TABLE x; --",
  "$$ %s {0}",
];
const extremes = ["1", "0", "-1", "100", "32767", "2147483648", "9223372036854775807", "-9223372036854775808"];
const steps = ["1", "-1", "5", "-10", "9223372036854775807", "40000"];

function attributes(dice: Dice, counts: boolean): Omit<GivenColumn, "name" | "type"> {
  const identity = { start: dice.pick(extremes), increment: dice.pick(steps), ordered: dice.once(2) };
  return {
    notNull: dice.once(3),
    ...(counts ? { identity } : dice.once(4) && { default: dice.pick(defaults) }),
    ...(dice.once(6) && { comment: dice.pick(comments) }),
  };
}

/** A handful of columns; now and then around the limits of a row, or of a table. */
function columnsOf(dice: Dice): readonly GivenColumn[] {
  const wide = dice.once(12);
  const kind = dice.pick(["fixed", "fixed", "text", "any"] as const);
  const count = wide ? dice.pick([300, 345, 400, 700, 1010, 1025, 1590, 1600, 1601]) : dice.between(1, 14);
  const required = dice.pick(["all", "none", "some"]);
  const names = new Set<string>();
  const counting = !wide && dice.once(3) ? 0 : -1;
  return Array.from({ length: count }, (_, index): GivenColumn => {
    const name = wide ? `C${String(index)}` : anyName(dice, names);
    names.add(name);
    if (wide)
      return { name, type: wideType(dice, kind), notNull: required === "all" || (required === "some" && dice.once(2)) };
    const counts = index === counting;
    return { name, type: counts ? countingType(dice) : anyType(dice), ...attributes(dice, counts) };
  });
}

/** Names that meet others' names, or those that PostgreSQL makes. */
function keyName(
  dice: Dice,
  { name, columns }: Pick<GivenTable, "name" | "columns">,
  taken: Set<string>,
): { name?: string } {
  if (dice.once(2)) return {};
  const [table, column] = [folded(name), folded(dice.pick(columns).name)];
  const chosen = dice.pick([
    "SAME_NAME",
    `${table}_pkey`,
    `${table}_${column}_not_null`,
    `${table}_${column}_idx`,
    `${table}_${column}_seq`,
    name,
    "K".repeat(80),
    `CONSTRAINT_${String(dice.below(5))}`,
  ]);
  const fitted = Array.from(chosen).slice(0, 255).join("");
  if (taken.has(fitted)) return {};
  taken.add(fitted);
  return { name: fitted };
}

function keysOf(
  dice: Dice,
  table: Pick<GivenTable, "name" | "columns">,
  taken: Set<string>,
): Pick<GivenTable, "primary" | "unique"> {
  const key = (): GivenKey => {
    const most = dice.once(10) ? 34 : 3;
    const columns = dice.some(table.columns, dice.between(1, most)).map(({ name }) => name);
    return { ...keyName(dice, table, taken), columns };
  };
  const count = dice.pick([0, 0, 1, 1, 2, 3]);
  return {
    ...(!dice.once(3) && { primary: key() }),
    unique: Array.from({ length: count }, key),
  };
}

type Keyed = Omit<GivenTable, "foreign">;

/** To any key of any table of the case, itself included, from columns that may or may not fit. */
function foreignOf(dice: Dice, table: Keyed, all: readonly Keyed[]): readonly GivenForeignKey[] {
  const taken = new Set([...(table.primary ? [table.primary] : []), ...table.unique].flatMap(({ name }) => name ?? []));
  return Array.from({ length: dice.pick([0, 1, 1, 2]) }, (): GivenForeignKey | undefined => {
    const parent = dice.once(5) ? table : dice.pick(all);
    const keys = [...(parent.primary ? [parent.primary, parent.primary] : []), ...parent.unique];
    if (keys.length === 0) return undefined;
    const { columns: referenced } = dice.pick(keys);
    const columns = referenced.map((name) => likely(dice, table, typeIn(parent, name)));
    if (new Set(columns).size < columns.length) return undefined;
    return {
      ...keyName(dice, table, taken),
      columns,
      parent: { schema: parent.schema, table: parent.name, columns: referenced },
      ...(dice.once(4) && { onDelete: dice.pick(["CASCADE", "SET NULL", "RESTRICT"] as const) }),
    };
  }).filter((key) => key !== undefined);
}

function typeIn({ columns }: Keyed, name: string): string | undefined {
  return columns.find((column) => column.name === name)?.type.text;
}

/** Mostly a column of the same type, where there is one. */
function likely(dice: Dice, { columns }: Keyed, type: string | undefined): string {
  const fitting = columns.filter((column) => column.type.text === type);
  return dice.pick(fitting.length > 0 && !dice.once(5) ? fitting : columns).name;
}

function tableName(dice: Dice, before: readonly Keyed[]): string {
  const taken = new Set(before.map(({ name }) => name));
  const counting = before.flatMap(({ name, columns }) =>
    columns
      .filter(({ identity }) => identity !== undefined)
      .map((column) => `${folded(name)}_${folded(column.name)}_seq`),
  );
  const clash = counting[0]?.slice(0, 255);
  if (clash !== undefined && dice.once(8) && !taken.has(clash)) return clash;
  return anyName(dice, taken);
}

/** Some tables in two schemas, with keys among them. */
export function anySchemas(dice: Dice, schemas: readonly [string, string]): readonly GivenTable[] {
  const tables: Keyed[] = [];
  const count = dice.between(2, 6);
  for (let index = 0; index < count; index += 1) {
    const schema = dice.pick([schemas[0], schemas[0], schemas[1]]);
    const name = tableName(
      dice,
      tables.filter((other) => other.schema === schema),
    );
    const columns = columnsOf(dice);
    const comment = dice.once(4) ? { comment: dice.pick(comments) } : {};
    tables.push({ schema, name, columns, ...keysOf(dice, { name, columns }, new Set()), ...comment });
  }
  return tables.map((table) => ({ ...table, foreign: foreignOf(dice, table, tables) }));
}
