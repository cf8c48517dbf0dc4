import type { Policies } from "../../src/index.ts";

/** A column of the generated table: its type, and Snowflake SQL of a value, made of the row's hashes. */
export interface GeneratedColumn {
  readonly name: string;
  readonly type: string;
  readonly policies?: Partial<Policies>;
  readonly value: string;
}

/** So many decimal digits as text, made of hexadecimal ones. */
function decimals(hash: string, start: number, count: number): string {
  return `TRANSLATE(SUBSTR(${hash}, ${String(start)}, ${String(count)}), 'abcdef', '509182')`;
}

const primes = [999_999_937, 999_999_929, 999_999_893, 999_999_883, 999_999_797, 999_999_761] as const;

/** A number below 10^9 that looks random in the row's number; arithmetic, for it is drawn a million times. */
function scattered(seed: number): string {
  const term = (index: number): string => {
    const prime = String(primes[(seed + index) % primes.length] ?? 1);
    return `MOD(N * ${String(((seed + 1) * (7919 + index * 104_729)) % 899_999_963)} + ${String(seed * 31 + index)}, ${prime})`;
  };
  return `MOD(${term(0)} * ${term(1)}, 1000000000)`;
}

/** A number of up to so many decimal digits; hash and start only tell one from the other. */
function digits(hash: string, start: number, count: number): string {
  const seed = (hash.charCodeAt(0) - 64) * 100 + start;
  if (count <= 9) return `MOD(${scattered(seed)}, ${String(10 ** count)})`;
  return `(MOD(${scattered(seed + 50)}, ${String(10 ** (count - 9))}) * 1000000000 + ${scattered(seed)})`;
}

function sign(hash: string): string {
  return `IFF(SUBSTR(${hash}, 63, 1) < '8', '-', '')`;
}

function below(number: string, limit: number): string {
  return `MOD(${number}, ${String(limit)})`;
}

/** Seconds from 0001-01-01 less a thousand years to the end of 9999. */
const seconds = `MOD(${digits("C", 1, 12)}, 347155200000 - 62135596800 + 62135596800) - 62135596800 - 31557600000`;
const wall = `DATEADD(nanosecond, ${below(digits("C", 20, 10), 1_000_000_000)}, DATEADD(second, ${seconds}, '1970-01-01 00:00:00'::TIMESTAMP_NTZ(9)))`;
const offset = `${sign("D").replace("''", "'+'")} || LPAD(TO_VARCHAR(${below(digits("D", 1, 3), 16)}), 2, '0') || ':' || LPAD(TO_VARCHAR(${below(digits("D", 5, 3), 60)}), 2, '0')`;
const zoned = `TO_TIMESTAMP_TZ(TO_VARCHAR(DATEADD(second, ${below(digits("D", 9, 10), 4_000_000_000)}, '1900-01-01 00:00:00'::TIMESTAMP_NTZ(9)), 'YYYY-MM-DD HH24:MI:SS') || '.' || ${decimals("D", 20, 9)} || ' ' || ${offset})`;
const days = `${below(digits("E", 1, 7), 3_652_059 + 400_000)} - 719162 - 400000`;
const letters = [
  `CHR(1 + ${below(digits("B", 1, 4), 126)})`,
  `CHR(160 + ${below(digits("B", 5, 5), 55_000)})`,
  `CHR(65536 + ${below(digits("B", 10, 6), 1_000_000)})`,
  `LEFT(B, ${below(digits("B", 16, 3), 60)})`,
  `CHR(${below(digits("B", 20, 2), 2)} * 82 + 10)`,
].join(" || ");

/** All types, a column each; A to F are the hexadecimal SHA-256 of the row's number and a seed. */
export const generated: readonly GeneratedColumn[] = [
  { name: "WHOLE", type: "NUMBER(38,0)", value: `${sign("A")} || ${decimals("A", 1, 38)}` },
  {
    name: "AMOUNT",
    type: "NUMBER(38,10)",
    value: `${sign("A")} || ${decimals("A", 2, 28)} || '.' || ${decimals("A", 30, 10)}`,
  },
  {
    name: "SMALL",
    type: "NUMBER(4,0)",
    policies: { integers: "smallest" },
    value: `${below(digits("A", 40, 5), 19_999)} - 9999`,
  },
  {
    name: "WIDE",
    type: "FLOAT",
    value: `TO_DOUBLE(${sign("F")} || '1.' || ${decimals("F", 1, 17)} || 'E' || TO_VARCHAR(${below(digits("F", 20, 4), 616)} - 308))`,
  },
  {
    name: "NEAR",
    type: "FLOAT",
    value: `TO_DOUBLE(${sign("A")} || ${decimals("F", 30, 7)} || '.' || ${decimals("F", 40, 4)})`,
  },
  {
    name: "DEC",
    type: "DECFLOAT",
    value: `${sign("E")} || ${decimals("E", 10, 20)} || 'E' || TO_VARCHAR(${below(digits("E", 40, 3), 80)} - 60)`,
  },
  { name: "LETTERS", type: "VARCHAR(200)", value: letters },
  { name: "BYTES", type: "BINARY(64)", value: `TO_BINARY(LEFT(B, 2 * ${below(digits("A", 46, 3), 33)}), 'HEX')` },
  { name: "FLAG", type: "BOOLEAN", value: `SUBSTR(A, 50, 1) < '8'` },
  {
    name: "ID",
    type: "UUID",
    value: `SUBSTR(F, 1, 8) || '-' || SUBSTR(F, 9, 4) || '-' || SUBSTR(F, 13, 4) || '-' || SUBSTR(F, 17, 4) || '-' || SUBSTR(F, 21, 12)`,
  },
  { name: "DAY", type: "DATE", value: `DATEADD(day, ${days}, '1970-01-01'::DATE)` },
  {
    name: "CLOCK",
    type: "TIME(9)",
    value: `DATEADD(nanosecond, ${below(digits("E", 20, 14), 86_400_000_000_000)}, '00:00:00'::TIME(9))`,
  },
  { name: "WALL", type: "TIMESTAMP_NTZ(9)", value: wall },
  { name: "INSTANT", type: "TIMESTAMP_LTZ(3)", value: wall },
  {
    name: "BOOKED",
    type: "TIMESTAMP_TZ(9)",
    policies: { timestampTzOffset: "extra-column", subMicrosecond: "extra-column" },
    value: zoned,
  },
  {
    name: "DOC",
    type: "VARIANT",
    policies: { semiStructured: "json" },
    value: `OBJECT_CONSTRUCT('text', ${letters}, 'list', ARRAY_CONSTRUCT(${below(digits("A", 1, 4), 1000)}, NULL, ${decimals("A", 1, 5)}))`,
  },
  {
    name: "AGE",
    type: "INTERVAL YEAR(9) TO MONTH",
    value: `${sign("C")} || TO_VARCHAR(${digits("C", 40, 5)}) || '-' || LPAD(TO_VARCHAR(${below(digits("C", 46, 2), 12)}), 2, '0')`,
  },
  {
    name: "SPAN",
    type: "INTERVAL DAY(9) TO SECOND(9)",
    value: `${sign("C")} || TO_VARCHAR(${digits("C", 30, 4)}) || ' ' || LPAD(TO_VARCHAR(${below(digits("C", 35, 2), 24)}), 2, '0') || ':07:59.' || ${decimals("C", 50, 9)}`,
  },
  {
    name: "VEC",
    type: "VECTOR(INT, 3)",
    value: `ARRAY_CONSTRUCT(${below(digits("F", 1, 10), 2_147_483_647)}, 0 - ${digits("F", 9, 4)}, 7)::VECTOR(INT, 3)`,
  },
  {
    name: "VALID",
    type: "PERIOD(DATE)",
    value: `'[' || TO_VARCHAR(DATEADD(day, ${below(digits("D", 40, 4), 30_000)}, '1970-01-01'::DATE)) || ', 9999-12-31)'`,
  },
];

/** Table H: consecutive numbers, with the hashes that the values are made of. */
export function createHashes(first: number, count: number): string {
  const hashes = ["A", "B", "C", "D", "E", "F"].map(
    (name) => `SHA2('20240229' || '${name}' || TO_VARCHAR(N), 256) AS ${name}`,
  );
  const numbers = `SELECT SEQ8() + ${String(first)} AS N FROM TABLE(GENERATOR(ROWCOUNT => ${String(count)}))`;
  return `CREATE TABLE H AS SELECT N, ${hashes.join(", ")} FROM (${numbers})`;
}

/** Statements that fill the table with all rows; every value is NULL in one row of sixteen. */
export function insertGenerated(table: string): readonly string[] {
  const values = generated.map(({ name, value, type }) => `(${value})::${type} AS ${name}`);
  const some = generated.map(({ name }, index) => `IFF(SUBSTR(A, ${String(index + 1)}, 1) = 'e', NULL, ${name})`);
  return [
    `CREATE TABLE FULL_ROWS AS SELECT N, A, ${values.join(", ")} FROM H`,
    `INSERT INTO ${table} SELECT N, ${some.join(", ")} FROM FULL_ROWS`,
    "DROP TABLE FULL_ROWS",
  ];
}
