import type { Policies } from "@dp/metadata";

import { draw, drawSql } from "./draw.ts";
import { brackets, days, decimal, float8, interval, json, letters, shortened } from "./postgres-text.ts";

/** A column of Snowflake: SQL of its values out of a row's number, and the texts that PostgreSQL must have of them. */
export interface TypedColumn {
  readonly name: string;
  readonly type: string;
  readonly policies?: Policies;
  readonly sql: string;
  /** By target column: `""` is the column itself, other names are endings. */
  readonly texts: Readonly<Record<string, (row: number) => string>>;
}

/** So many draws of its own for each column. */
let drawn = 0;

interface Draws {
  /** SQL and value of the n-th draw. */
  readonly sql: (turn: number) => string;
  readonly of: (row: number, turn: number) => number;
}

function draws(): Draws {
  const first = drawn;
  drawn += 8;
  return { sql: (turn) => drawSql(first + turn), of: (row, turn) => draw(row, first + turn) };
}

const nine = (value: number): string => String(value).padStart(9, "0");
const two = (value: number): string => String(value).padStart(2, "0");
const nineSql = (sql: string): string => `LPAD(TO_VARCHAR(${sql}), 9, '0')`;
const twoSql = (sql: string, below: number, plus = 0): string =>
  `LPAD(TO_VARCHAR(MOD(${sql}, ${String(below)}) + ${String(plus)}), 2, '0')`;
const signSql = (sql: string): string => `IFF(MOD(${sql}, 2) = 0, '-', '')`;
const sign = (value: number): string => (value % 2 === 0 ? "-" : "");

function whole(): TypedColumn {
  const { sql, of } = draws();
  const digits = [2, 3, 4].map((turn) => nineSql(sql(turn))).join(" || ");
  return {
    ...{ name: "WHOLE", type: "NUMBER(38,0)" },
    sql: `${signSql(sql(0))} || TO_VARCHAR(${sql(1)}) || ${digits}`,
    texts: {
      "": (row) =>
        String(
          BigInt(`${sign(of(row, 0))}${String(of(row, 1))}${[2, 3, 4].map((turn) => nine(of(row, turn))).join("")}`),
        ),
    },
  };
}

function amount(): TypedColumn {
  const { sql, of } = draws();
  return {
    ...{ name: "AMOUNT", type: "NUMBER(38,10)" },
    sql: `${signSql(sql(0))} || TO_VARCHAR(${sql(1)} + 1) || ${nineSql(sql(2))} || '.' || ${nineSql(sql(3))} || '7'`,
    texts: { "": (row) => `${sign(of(row, 0))}${String(of(row, 1) + 1)}${nine(of(row, 2))}.${nine(of(row, 3))}7` },
  };
}

function small(): TypedColumn {
  const { sql, of } = draws();
  return {
    ...{ name: "SMALL", type: "NUMBER(4,0)", policies: { integers: "smallest" } },
    sql: `MOD(${sql(0)}, 19999) - 9999`,
    texts: { "": (row) => String((of(row, 0) % 19_999) - 9_999) },
  };
}

function wide(): TypedColumn {
  const { sql, of } = draws();
  return {
    ...{ name: "WIDE", type: "FLOAT" },
    sql: `TO_DOUBLE(${signSql(sql(0))} || TO_VARCHAR(1 + MOD(${sql(1)}, 9)) || '.' || ${nineSql(sql(2))} || LEFT(${nineSql(sql(3))}, 7) || 'E' || TO_VARCHAR(MOD(${sql(4)}, 601) - 300))`,
    texts: {
      "": (row) => {
        const exponent = (of(row, 4) % 601) - 300;
        const digits = `${String(1 + (of(row, 1) % 9))}.${nine(of(row, 2))}${nine(of(row, 3)).slice(0, 7)}`;
        return float8(Number(`${sign(of(row, 0))}${digits}E${String(exponent)}`));
      },
    },
  };
}

function near(): TypedColumn {
  const { sql, of } = draws();
  return {
    ...{ name: "NEAR", type: "FLOAT" },
    sql: `TO_DOUBLE(${signSql(sql(0))} || TO_VARCHAR(${sql(1)}) || '.' || LEFT(${nineSql(sql(2))}, 4))`,
    texts: {
      "": (row) => float8(Number(`${sign(of(row, 0))}${String(of(row, 1))}.${nine(of(row, 2)).slice(0, 4)}`)),
    },
  };
}

function decfloat(): TypedColumn {
  const { sql, of } = draws();
  return {
    ...{ name: "DEC", type: "DECFLOAT" },
    sql: `${signSql(sql(0))} || TO_VARCHAR(1 + ${sql(1)}) || ${nineSql(sql(2))} || TO_VARCHAR(1 + MOD(${sql(3)}, 9)) || 'E' || TO_VARCHAR(MOD(${sql(4)}, 81) - 60)`,
    texts: {
      "": (row) => {
        const digits = `${String(1 + of(row, 1))}${nine(of(row, 2))}${String(1 + (of(row, 3) % 9))}`;
        return `${sign(of(row, 0))}${decimal(digits, (of(row, 4) % 81) - 60)}`;
      },
    },
  };
}

function text(): TypedColumn {
  const { sql, of } = draws();
  return {
    ...{ name: "LETTERS", type: "VARCHAR(200)" },
    sql: [
      `CHR(1 + MOD(${sql(0)}, 126))`,
      `CHR(160 + MOD(${sql(1)}, 55000))`,
      `CHR(65536 + MOD(${sql(2)}, 1000000))`,
      `LEFT('some words\\t\\\\N and others', MOD(${sql(3)}, 24))`,
      `CHR(10 + 82 * MOD(${sql(4)}, 2))`,
    ].join(" || "),
    texts: { "": (row) => letters([0, 1, 2, 3, 4].map((turn) => of(row, turn))) },
  };
}

function bytes(): TypedColumn {
  const { sql, of } = draws();
  const digits = [0, 1, 2, 3].map((turn) => nineSql(sql(turn))).join(" || ");
  return {
    ...{ name: "BYTES", type: "BINARY(64)" },
    sql: `TO_BINARY(LEFT(TRANSLATE(${digits}, '012345', 'abcdef'), 2 * MOD(${sql(4)}, 19)), 'HEX')`,
    texts: {
      "": (row) => {
        const hex = [0, 1, 2, 3].map((turn) => nine(of(row, turn))).join("").replace(/[0-5]/g, (digit) => "abcdef"[Number(digit)] ?? ""); // prettier-ignore
        return `\\x${hex.slice(0, 2 * (of(row, 4) % 19))}`;
      },
    },
  };
}

function flag(): TypedColumn {
  const { sql, of } = draws();
  return {
    ...{ name: "FLAG", type: "BOOLEAN" },
    sql: `MOD(${sql(0)}, 3) = 0`,
    texts: { "": (row) => String(of(row, 0) % 3 === 0) },
  };
}

function uuid(): TypedColumn {
  const { sql, of } = draws();
  const cut = [8, 4, 4, 4, 12];
  const from = (index: number): number => cut.slice(0, index).reduce((sum, length) => sum + length, 0);
  const digits = `(${[0, 1, 2, 3].map((turn) => nineSql(sql(turn))).join(" || ")})`;
  return {
    ...{ name: "CODE", type: "UUID" },
    sql: cut
      .map((length, index) => `SUBSTR(${digits}, ${String(from(index) + 1)}, ${String(length)})`)
      .join(" || '-' || "),
    texts: {
      "": (row) => {
        const all = [0, 1, 2, 3].map((turn) => nine(of(row, turn))).join("");
        return cut.map((length, index) => all.slice(from(index), from(index) + length)).join("-");
      },
    },
  };
}

const firstDay = -719_162;
const allDays = 3_652_059;

function day(): TypedColumn {
  const { sql, of } = draws();
  return {
    ...{ name: "DAY", type: "DATE" },
    sql: `DATEADD(day, MOD(${sql(0)}, ${String(allDays)}) - ${String(-firstDay)}, '1970-01-01'::DATE)`,
    texts: { "": (row) => days((of(row, 0) % allDays) + firstDay) },
  };
}

interface Clock {
  readonly sql: string;
  readonly of: (row: number) => string;
}

/** Hours, minutes, seconds and a fraction of so many digits: four draws from `first` on. */
function clock({ sql, of }: Draws, first: number, digits: number): Clock {
  const parts = [24, 60, 60].map((below, index) => ({ below, turn: first + index }));
  return {
    sql: `${parts.map(({ below, turn }) => twoSql(sql(turn), below)).join(" || ':' || ")} || '.' || LEFT(${nineSql(sql(first + 3))}, ${String(digits)})`,
    of: (row) =>
      `${parts.map(({ below, turn }) => two(of(row, turn) % below)).join(":")}.${nine(of(row, first + 3)).slice(0, digits)}`,
  };
}

function time(): TypedColumn {
  const { sql, of } = clock(draws(), 0, 9);
  return { name: "CLOCK", type: "TIME(9)", sql, texts: { "": (row) => shortened(of(row)) } };
}

/** A day of four-figure years, from one draw. */
function wallDay({ sql, of }: Draws, turn: number): Clock {
  return {
    sql: `TO_VARCHAR(DATEADD(day, MOD(${sql(turn)}, ${String(allDays)}) - ${String(-firstDay)}, '1970-01-01'::DATE), 'YYYY-MM-DD')`,
    of: (row) => days((of(row, turn) % allDays) + firstDay),
  };
}

function wall(): TypedColumn {
  const own = draws();
  const [date, hours] = [wallDay(own, 4), clock(own, 0, 9)];
  return {
    ...{ name: "WALL", type: "TIMESTAMP_NTZ(9)" },
    sql: `${date.sql} || ' ' || ${hours.sql}`,
    texts: { "": (row) => `${date.of(row)} ${shortened(hours.of(row))}` },
  };
}

function instant(): TypedColumn {
  const own = draws();
  const [date, hours] = [wallDay(own, 4), clock(own, 0, 3)];
  return {
    ...{ name: "INSTANT", type: "TIMESTAMP_LTZ(3)" },
    sql: `${date.sql} || ' ' || ${hours.sql} || ' +00:00'`,
    texts: { "": (row) => `${date.of(row)} ${shortened(hours.of(row))}+00` },
  };
}

function booked(): TypedColumn {
  const own = draws();
  const { sql, of } = own;
  const hours = clock(own, 0, 9);
  const offset = (row: number): number =>
    (of(row, 6) % 2 === 0 ? -1 : 1) * ((of(row, 5) % 16) * 60 + (of(row, 7) % 60));
  // From 1900 on for 200 years.
  const date = (row: number): number => (of(row, 4) % 73_000) - 25_567;
  const dateSql = `TO_VARCHAR(DATEADD(day, MOD(${sql(4)}, 73000) - 25567, '1970-01-01'::DATE), 'YYYY-MM-DD')`;
  return {
    ...{ name: "BOOKED", type: "TIMESTAMP_TZ(9)" },
    policies: { timestampTzOffset: "extra-column", subMicrosecond: "extra-column" },
    sql: `${dateSql} || ' ' || ${hours.sql} || ' ' || IFF(MOD(${sql(6)}, 2) = 0, '-', '+') || ${twoSql(sql(5), 16)} || ':' || ${twoSql(sql(7), 60)}`,
    texts: {
      "": (row) => {
        const [seconds = "", fraction = ""] = hours.of(row).split(".");
        const utc = Date.parse(`${days(date(row))}T${seconds}Z`) - offset(row) * 60_000;
        return `${shortened(`${new Date(utc).toISOString().slice(0, 19).replace("T", " ")}.${fraction}`)}+00`;
      },
      _offset: (row) => String(offset(row)),
      _nanos: (row) => String(Number(nine(of(row, 3)).slice(6))),
    },
  };
}

function variant(): TypedColumn {
  const { sql, of } = draws();
  return {
    ...{ name: "DOC", type: "VARIANT" },
    sql: `OBJECT_CONSTRUCT('text', CHR(1 + MOD(${sql(0)}, 126)) || CHR(65536 + MOD(${sql(1)}, 1000000)), 'n', ${sql(2)}, 'list', ARRAY_CONSTRUCT(MOD(${sql(3)}, 1000), NULL, TRUE))`,
    texts: {
      "": (row) => {
        const value = String.fromCodePoint(1 + (of(row, 0) % 126), 65_536 + (of(row, 1) % 1_000_000));
        return `{"n": ${String(of(row, 2))}, "list": [${String(of(row, 3) % 1_000)}, null, true], "text": ${json(value)}}`;
      },
    },
  };
}

function array(): TypedColumn {
  const { sql, of } = draws();
  return {
    ...{ name: "TAGS", type: "ARRAY" },
    sql: `ARRAY_CONSTRUCT(TO_VARCHAR(${sql(0)}), ${sql(1)})`,
    texts: { "": (row) => `["${String(of(row, 0))}", ${String(of(row, 1))}]` },
  };
}

function object(): TypedColumn {
  const { sql, of } = draws();
  return {
    ...{ name: "RECORD", type: "OBJECT", policies: { semiStructured: "text" } },
    sql: `OBJECT_CONSTRUCT('a', ${sql(0)})`,
    texts: { "": (row) => `{"a":${String(of(row, 0))}}` },
  };
}

function place(): TypedColumn {
  const { sql, of } = draws();
  const [east, north] = [(row: number): number => ((of(row, 0) % 1_440) - 720) / 4, (row: number): number => ((of(row, 1) % 720) - 360) / 4]; // prettier-ignore
  return {
    ...{ name: "PLACE", type: "GEOGRAPHY" },
    sql: `TO_GEOGRAPHY('POINT(' || TO_VARCHAR((MOD(${sql(0)}, 1440) - 720) / 4) || ' ' || TO_VARCHAR((MOD(${sql(1)}, 720) - 360) / 4) || ')')`,
    texts: { "": (row) => `{"type": "Point", "coordinates": [${String(east(row))}, ${String(north(row))}]}` },
  };
}

function age(): TypedColumn {
  const { sql, of } = draws();
  return {
    ...{ name: "AGE", type: "INTERVAL YEAR(9) TO MONTH" },
    sql: `${signSql(sql(0))} || TO_VARCHAR(MOD(${sql(1)}, 100000)) || '-' || ${twoSql(sql(2), 12)}`,
    texts: {
      "": (row) => {
        const way = of(row, 0) % 2 === 0 ? -1 : 1;
        return interval({ years: way * (of(row, 1) % 100_000), months: way * (of(row, 2) % 12) });
      },
    },
  };
}

function span(): TypedColumn {
  const own = draws();
  const { sql, of } = own;
  const hours = clock(own, 2, 9);
  return {
    ...{ name: "SPAN", type: "INTERVAL DAY(9) TO SECOND(9)" },
    sql: `${signSql(sql(0))} || TO_VARCHAR(MOD(${sql(1)}, 10000)) || ' ' || ${hours.sql}`,
    texts: {
      "": (row) => {
        const back = of(row, 0) % 2 === 0;
        return interval({ days: (back ? -1 : 1) * (of(row, 1) % 10_000), clock: shortened(hours.of(row)), back });
      },
    },
  };
}

function vector(): TypedColumn {
  const { sql, of } = draws();
  return {
    ...{ name: "VEC", type: "VECTOR(INT, 3)" },
    sql: `ARRAY_CONSTRUCT(${sql(0)}, 0 - ${sql(1)}, 7)::VECTOR(INT, 3)`,
    texts: { "": (row) => brackets("{}", [of(row, 0), 0 - of(row, 1), 7]) },
  };
}

function period(): TypedColumn {
  const { sql, of } = draws();
  return {
    ...{ name: "VALID", type: "PERIOD(DATE)" },
    sql: `'[' || TO_VARCHAR(DATEADD(day, MOD(${sql(0)}, 30000), '1970-01-01'::DATE)) || ', 9999-12-31)'`,
    texts: { "": (row) => `[${days(of(row, 0) % 30_000)},9999-12-31)` },
  };
}

/** Whether a value is left out: NULL stands once in sixteen rows. */
function withNulls(column: TypedColumn): TypedColumn {
  const { sql, of } = draws();
  const texts = Object.entries(column.texts).map(([ending, made]) => [
    ending,
    (row: number): string | null => (of(row, 0) % 16 === 5 ? null : made(row)),
  ]);
  return {
    ...column,
    sql: `IFF(MOD(${sql(0)}, 16) = 5, NULL, (${column.sql})::${column.type})`,
    texts: Object.fromEntries(texts) as TypedColumn["texts"],
  };
}

/** A column for each type, and for some that come in several targets more. */
export const typedColumns: readonly TypedColumn[] = [
  ...[whole(), amount(), small(), wide(), near(), decfloat(), text(), bytes(), flag(), uuid(), day(), time(), wall()],
  ...[instant(), booked(), variant(), array(), object(), place(), age(), span(), vector(), period()],
].map(withNulls);
