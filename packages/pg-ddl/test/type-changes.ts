/** Changes of type that keep values, with rows that show it. */
export interface Row {
  readonly from: string;
  readonly to: string;
  /** Values of the old type, as SQL. */
  readonly values: readonly string[];
  /** Whether the server writes the table anew: what the server of the test run did. */
  readonly rewrites: boolean;
  readonly rebuildsIndexes?: boolean;
  /** The same values in the new type, as SQL; where absent, each is its own cast. */
  readonly become?: readonly string[];
  readonly losesData?: boolean;
  readonly changesValues?: boolean;
  readonly mayFail?: boolean;
}

const ts = "timestamp without time zone";
const tz = "timestamp with time zone";
const one = (digits: number, zone = "without"): string => `timestamp(${String(digits)}) ${zone} time zone`;
const day = "'2024-02-29'";
const moment = "'2024-02-29 23:59:59.987654'";

/** Rows that are cut or rounded. */
const lossy = { losesData: true, changesValues: true };

export const typeChanges: readonly Row[] = [
  { from: "character varying(10)", to: "character varying(20)", values: ["'ä b'", "''"], rewrites: false },
  { from: "character varying(10)", to: "text", values: ["'x  '"], rewrites: false },
  { from: "character varying", to: "text", values: ["'x'"], rewrites: false },
  { from: "text", to: "character varying", values: ["'x'"], rewrites: false },
  { from: "text", to: "character varying(5)", values: ["'abcde'"], rewrites: true, ...lossy, mayFail: true },
  {
    from: "character varying(9)",
    to: "character varying(3)",
    values: ["'ab   '"],
    become: ["'ab '"],
    rewrites: true,
    ...lossy,
    mayFail: true,
  },
  { from: "numeric(10,2)", to: "numeric(12,2)", values: ["-1.50"], rewrites: false },
  { from: "numeric(10,2)", to: "numeric", values: ["99999999.99"], rewrites: false },
  { from: "numeric(10,2)", to: "numeric(12,4)", values: ["99999999.99"], rewrites: true },
  { from: "numeric(10,2)", to: "numeric(10,4)", values: ["999999.99"], rewrites: true, mayFail: true },
  { from: "numeric(10,2)", to: "numeric(9,2)", values: ["9999999.99"], rewrites: true, mayFail: true },
  {
    from: "numeric(10,2)",
    to: "numeric(12,1)",
    values: ["1.25"],
    become: ["1.3"],
    rewrites: true,
    ...lossy,
    mayFail: true,
  },
  {
    from: "numeric",
    to: "numeric(38,10)",
    values: ["0.12345678901"],
    become: ["0.1234567890"],
    rewrites: true,
    ...lossy,
    mayFail: true,
  },
  { from: "smallint", to: "integer", values: ["32767"], rewrites: true },
  { from: "smallint", to: "bigint", values: ["-32768"], rewrites: true },
  { from: "integer", to: "bigint", values: ["2147483647"], rewrites: true },
  { from: "bigint", to: "integer", values: ["-2147483648"], rewrites: true, mayFail: true },
  { from: "bigint", to: "numeric(38,0)", values: ["9223372036854775807"], rewrites: true },
  { from: "bigint", to: "numeric", values: ["-9223372036854775808"], rewrites: true },
  { from: "bigint", to: "numeric(18,0)", values: ["1"], rewrites: true, mayFail: true },
  { from: "integer", to: "numeric(12,2)", values: ["2147483647"], rewrites: true },
  { from: "numeric(9,0)", to: "integer", values: ["999999999"], rewrites: true },
  { from: "numeric(18,0)", to: "bigint", values: ["999999999999999999"], rewrites: true },
  { from: "numeric(38,0)", to: "bigint", values: ["9223372036854775807"], rewrites: true, mayFail: true },
  { from: "numeric(5,2)", to: "integer", values: ["1.50"], become: ["2"], rewrites: true, ...lossy, mayFail: true },
  { from: "real", to: "double precision", values: ["0.1"], rewrites: true },
  { from: "double precision", to: "real", values: ["0.1"], rewrites: true, ...lossy, mayFail: true },
  { from: "integer", to: "double precision", values: ["2147483647"], rewrites: true },
  { from: "smallint", to: "real", values: ["32767"], rewrites: true },
  {
    from: "bigint",
    to: "double precision",
    values: ["9007199254740993"],
    become: ["9007199254740992"],
    rewrites: true,
    ...lossy,
    mayFail: true,
  },
  {
    from: "double precision",
    to: "numeric(20,4)",
    values: ["0.00005"],
    become: ["0.0001"],
    rewrites: true,
    ...lossy,
    mayFail: true,
  },
  { from: "double precision", to: "bigint", values: ["2.5"], become: ["2"], rewrites: true, ...lossy, mayFail: true },
  { from: one(3), to: ts, values: [moment], rewrites: false },
  { from: one(3), to: one(6), values: [moment], rewrites: false },
  { from: one(3), to: one(5), values: [moment], rewrites: false },
  { from: one(5), to: one(3), values: [moment], become: ["'2024-02-29 23:59:59.988'"], rewrites: true, ...lossy },
  { from: one(0, "with"), to: tz, values: [moment], rewrites: false },
  { from: tz, to: one(0, "with"), values: [moment], become: ["'2024-03-01 00:00:00'"], rewrites: true, ...lossy },
  { from: ts, to: tz, values: [moment], rewrites: false, rebuildsIndexes: true, changesValues: true },
  { from: tz, to: ts, values: [moment], rewrites: false, rebuildsIndexes: true, changesValues: true },
  { from: one(3), to: tz, values: [moment], rewrites: false, rebuildsIndexes: true, changesValues: true },
  { from: one(3), to: one(3, "with"), values: [moment], rewrites: true, changesValues: true },
  { from: tz, to: one(3), values: [moment], become: ["'2024-02-29 23:59:59.988'"], rewrites: true, ...lossy },
  { from: "time(3) without time zone", to: "time without time zone", values: ["'23:59:59.987'"], rewrites: false },
  {
    from: "time without time zone",
    to: "time(0) without time zone",
    values: ["'12:00:00.6'"],
    become: ["'12:00:01'"],
    rewrites: true,
    ...lossy,
  },
  { from: "interval(3)", to: "interval", values: ["'1 day 00:00:00.123'"], rewrites: false },
  { from: "interval", to: "interval(0)", values: ["'1.6 s'"], become: ["'2 s'"], rewrites: true, ...lossy },
  { from: "date", to: ts, values: [day, "'infinity'"], rewrites: true },
  { from: "date", to: tz, values: [day], become: ["'2024-02-29 00:00:00+00'"], rewrites: true, changesValues: true },
  { from: ts, to: "date", values: [moment], become: [day], rewrites: true, ...lossy },
  { from: tz, to: "date", values: [moment], become: [day], rewrites: true, ...lossy },
  { from: "boolean", to: "smallint", values: ["true", "false"], become: ["1", "0"], rewrites: true },
  { from: "boolean", to: "numeric(1,0)", values: ["true"], become: ["1"], rewrites: true },
  { from: "boolean", to: "text", values: ["true"], become: ["'true'"], rewrites: true },
  { from: "boolean", to: "character varying(4)", values: ["true"], become: ["'true'"], rewrites: true, mayFail: true },
  { from: "integer", to: "text", values: ["-5"], become: ["'-5'"], rewrites: true },
  { from: "numeric(5,2)", to: "text", values: ["1.50"], become: ["'1.50'"], rewrites: true },
  { from: "double precision", to: "text", values: ["0.1", "1e300"], become: ["'0.1'", "'1e+300'"], rewrites: true },
  { from: "date", to: "text", values: [day], become: [day], rewrites: true },
  { from: ts, to: "character varying(40)", values: [moment], become: [moment], rewrites: true, mayFail: true },
  { from: tz, to: "text", values: [moment], become: ["'2024-02-29 23:59:59.987654+00'"], rewrites: true },
  {
    from: "uuid",
    to: "text",
    values: ["'00000000-0000-0000-0000-00000000000a'"],
    become: ["'00000000-0000-0000-0000-00000000000a'"],
    rewrites: true,
  },
  { from: "text", to: "json", values: [`'{"a": 1}'`], rewrites: true, mayFail: true },
  {
    from: "text",
    to: "jsonb",
    values: [`'{"b":1, "a":2, "a":3}'`],
    become: [`'{"a": 3, "b": 1}'`],
    rewrites: true,
    ...lossy,
    mayFail: true,
  },
  { from: "json", to: "jsonb", values: [`'{"b":1, "a":2}'`], rewrites: true, ...lossy, mayFail: true },
  { from: "jsonb", to: "json", values: [`'{"a": 1}'`], rewrites: true },
  { from: "jsonb", to: "text", values: [`'{"a":1}'`], become: [`'{"a": 1}'`], rewrites: true },
];

/** Changes that no conversion is right for. */
export const refusedChanges: readonly (readonly [from: string, to: string])[] = [
  ["text", "integer"],
  ["text", "date"],
  ["character varying(10)", "boolean"],
  ["text", "uuid"],
  ["text", "bytea"],
  ["bytea", "text"],
  ["integer", "boolean"],
  ["integer", "date"],
  ["date", "integer"],
  ["date", "time without time zone"],
  [ts, "time without time zone"],
  ["time without time zone", ts],
  ["interval", "text"],
  ["uuid", "bytea"],
  ["integer", "jsonb"],
  ["boolean", "double precision"],
  ["daterange", "text"],
  ["bigint", "integer[]"],
];
