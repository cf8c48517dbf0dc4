import { readFileSync } from "node:fs";

import type { Dice } from "./dice.ts";

const hostileFile = new URL("../../../type-map/test/hostile-names.json", import.meta.url);

/** Names that a quoted identifier of Snowflake can have. */
const hostile = (JSON.parse(readFileSync(hostileFile, "utf8")) as readonly { readonly name: string }[])
  .map(({ name }) => name)
  .filter((name) => name !== "" && Array.from(name).length <= 255 && !/[\0\p{Surrogate}]/u.test(name));

const words = [
  "ID",
  "ORDER",
  "select",
  "USER",
  "Amount",
  "KEY",
  "VALUE",
  "GROUP",
  "user id",
  "ÄÖÜ",
  "金額",
  "a.b",
  "%_",
];
const long = "A_RATHER_LONG_NAME_THAT_SOMEBODY_GAVE_TO_A_COLUMN_OF_A_REPORT_";

/** A name that is not among those there are. */
export function anyName(dice: Dice, taken: ReadonlySet<string>): string {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const name = candidate(dice, taken);
    if (!taken.has(name)) return name;
  }
  return `N_${String(taken.size)}`;
}

function candidate(dice: Dice, taken: ReadonlySet<string>): string {
  switch (dice.below(12)) {
    case 0:
      return dice.pick(hostile);
    case 1:
      return (long + long + long + long).slice(0, dice.pick([62, 63, 64, 70, 200, 255]));
    case 2:
      return "ä".repeat(dice.pick([31, 32, 40])) + String(dice.below(3));
    case 3:
      return dice.pick(words);
    case 4:
      return dice.once(12) ? twin(dice, taken) : dice.pick(words);
    case 5:
      return dice.once(15) ? dice.pick(["ctid", "XMIN", "TABLEOID"]) : dice.pick(words);
    default:
      return `COLUMN_${String(dice.below(1000))}`;
  }
}

/** Another spelling of a name that is there: the two may meet in PostgreSQL. */
function twin(dice: Dice, taken: ReadonlySet<string>): string {
  const name = taken.size === 0 ? "X" : dice.pick([...taken]);
  return dice.once(2) ? name.toLowerCase() : name.toUpperCase().slice(0, 255);
}

/** How a stored name is written in PostgreSQL when nobody shortens it. */
export function folded(name: string): string {
  return /^[A-Z_][A-Z0-9_$]*$/.test(name) ? name.toLowerCase() : name;
}
