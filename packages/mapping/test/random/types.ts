import type { Dice } from "./dice.ts";

/** A type as it is written in CREATE TABLE, and as Snowflake's documentation says that it is described. */
export interface GivenType {
  readonly written: string;
  readonly text: string;
}

const same = (text: string): GivenType => ({ written: text, text });

const integers = ["INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "BYTEINT", "NUMBER", "DECIMAL", "NUMERIC"];
const collations = ["en-ci", "de", "fr_CA-ai", "utf8", "en-trim", "en-cs-as", "de-ci-pi", ""];

function decimal(dice: Dice): GivenType {
  const precision = dice.between(1, 38);
  const scale = dice.between(0, Math.min(37, precision));
  if (dice.once(3)) return { written: `DEC(${String(precision)})`, text: `NUMBER(${String(precision)},0)` };
  return same(`NUMBER(${String(precision)},${String(scale)})`);
}

/** Lengths on both sides of what an index takes. */
function varchar(dice: Dice): GivenType {
  const bare = dice.pick(["VARCHAR", "STRING", "TEXT"]);
  if (dice.once(4)) return { written: bare, text: "VARCHAR(16777216)" };
  if (dice.once(8)) return { written: "CHAR", text: "VARCHAR(1)" };
  const length = dice.pick([1, 5, 20, 255, 670, 672, 673, 674, 680, 2000, 10_485_760, 10_485_761, 134_217_728]);
  const text = `VARCHAR(${String(length)})`;
  if (!dice.once(4)) return same(text);
  const collation = dice.pick(collations);
  return {
    written: `${text} COLLATE '${collation}'`,
    text: collation === "" ? text : `${text} COLLATE '${collation}'`,
  };
}

function binary(dice: Dice): GivenType {
  if (dice.once(3)) return { written: "BINARY", text: "BINARY(8388608)" };
  return same(`BINARY(${String(dice.pick([1, 16, 2600, 2680, 2700, 67_108_864]))})`);
}

function timed(dice: Dice): GivenType {
  const name = dice.pick(["TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ"]);
  if (dice.once(3)) return { written: name, text: `${name}(9)` };
  if (dice.once(6)) return { written: "DATETIME", text: "TIMESTAMP_NTZ(9)" };
  return same(`${name}(${String(dice.below(10))})`);
}

function vector(dice: Dice): GivenType {
  return same(`VECTOR(${dice.pick(["INT", "FLOAT"])}, ${String(dice.pick([1, 3, 600, 670, 700, 4096]))})`);
}

const others: readonly GivenType[] = [
  same("VARIANT"),
  same("OBJECT"),
  same("ARRAY"),
  { written: "ARRAY(INT)", text: "ARRAY(NUMBER(38,0))" },
  { written: "OBJECT(a VARCHAR NOT NULL, b INT)", text: "OBJECT(a VARCHAR(16777216) NOT NULL, b NUMBER(38,0))" },
  { written: "MAP(VARCHAR, DATE)", text: "MAP(VARCHAR(16777216), DATE)" },
  same("GEOGRAPHY"),
  same("GEOMETRY"),
  same("FILE"),
  same("UUID"),
  { written: "DECFLOAT", text: "DECFLOAT(38)" },
  { written: "INTERVAL YEAR TO MONTH", text: "INTERVAL YEAR(9) TO MONTH" },
  { written: "INTERVAL DAY TO SECOND", text: "INTERVAL DAY(9) TO SECOND(9)" },
  same("PERIOD(DATE)"),
  { written: "PERIOD(TIMESTAMP_TZ)", text: "PERIOD(TIMESTAMP_TZ(9))" },
  { written: "PERIOD(TIME)", text: "PERIOD(TIME(9))" },
];

const plain: readonly GivenType[] = [
  { written: "DOUBLE PRECISION", text: "FLOAT" },
  { written: "REAL", text: "FLOAT" },
  same("BOOLEAN"),
  same("DATE"),
];

/** Any type with any parameters. */
export function anyType(dice: Dice): GivenType {
  const makers = [
    () => ({ written: dice.pick(integers), text: "NUMBER(38,0)" }),
    () => decimal(dice),
    () => varchar(dice),
    () => varchar(dice),
    () => binary(dice),
    () => timed(dice),
    () => dice.pick(plain),
    () => dice.pick(others),
    () => (dice.once(3) ? vector(dice) : dice.pick(others)),
  ];
  return dice.pick(makers)();
}

/** A type of a column that counts. */
export function countingType(dice: Dice): GivenType {
  if (dice.once(6)) return { written: "FLOAT", text: "FLOAT" };
  if (dice.once(3)) return same(`NUMBER(${String(dice.pick([2, 4, 9, 10, 18, 19, 38]))},0)`);
  return { written: dice.pick(integers), text: "NUMBER(38,0)" };
}

/** Types of a column in a table that is to be wide, many of them of fixed length in PostgreSQL. */
export function wideType(dice: Dice, kind: "fixed" | "text" | "any"): GivenType {
  if (kind === "any") return anyType(dice);
  if (kind === "text") return same(`VARCHAR(${String(dice.pick([1, 10, 19, 20, 200]))})`);
  return dice.pick([
    { written: "FLOAT", text: "FLOAT" },
    same("TIMESTAMP_NTZ(6)"),
    same("UUID"),
    same("BOOLEAN"),
    same("DATE"),
  ]);
}
