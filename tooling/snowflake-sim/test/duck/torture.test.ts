/** Every value at the edge of a type is written to a table and comes back as Snowflake sends it. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { literal, openAccount, type TestAccount } from "./account.ts";

let account: TestAccount;
beforeAll(async () => (account = await openAccount()));
afterAll(() => account.store.close());

let tables = 0;

/** Stores the expressions one a row, both as VALUES and by SELECT, and reads them back. */
async function throughTable(type: string, expressions: readonly string[]): Promise<(string | null)[]> {
  const name = `T${String(++tables)}`;
  await account.table(name, { N: "NUMBER(38,0)", V: type });
  const rows = expressions.map((expression, index) => `(${String(index)}, ${expression})`);
  await account.run(`INSERT INTO ${name} VALUES ${rows.join(", ")}`);
  const selects = expressions.map((expression, index) => `SELECT ${String(index)}, ${expression}`);
  for (const select of selects) await account.run(`INSERT INTO ${name} ${select}`);
  const found = await account.rows(`SELECT V FROM ${name} ORDER BY N`);
  return found.flat().filter((_value, index) => {
    if (index % 2 === 1) expect(found[index]).toEqual(found[index - 1]);
    return index % 2 === 0;
  });
}

/** What came back otherwise than expected: expression, expected and found. */
async function mismatches(type: string, cases: Readonly<Record<string, string | null>>): Promise<unknown[]> {
  const found = await throughTable(type, Object.keys(cases));
  return Object.entries(cases).flatMap(([expression, expected], index) =>
    found[index] === expected ? [] : [{ expression, expected, found: found[index] }],
  );
}

describe("numbers", () => {
  const nines = "9".repeat(38);

  test("38 digits without fraction", async () => {
    expect(
      await mismatches("NUMBER(38,0)", {
        [nines]: nines,
        [`-${nines}`]: `-${nines}`,
        "9007199254740993": "9007199254740993",
        "9223372036854775808": "9223372036854775808",
        "18446744073709551616": "18446744073709551616",
        "'42'": "42",
        NULL: null,
      }),
    ).toEqual([]);
  });

  test("37 digits of fraction", async () => {
    expect(
      await mismatches("NUMBER(38,37)", {
        "9.9999999999999999999999999999999999999": "9.9999999999999999999999999999999999999",
        "0.0000000000000000000000000000000000001": "0.0000000000000000000000000000000000001",
      }),
    ).toEqual([]);
  });

  test("zeros of the scale are kept, and zero has no sign", async () => {
    expect(await mismatches("NUMBER(38,20)", { "0": "0.00000000000000000000" })).toEqual([]);
    expect(
      await mismatches("NUMBER(10,2)", { "1.10": "1.10", "-0.00": "0.00", "1.005": "1.01", "-2.345": "-2.35" }),
    ).toEqual([]);
  });

  test("a column of one digit", async () => {
    expect(await mismatches("NUMBER(1,0)", { "9": "9", "-9": "-9", "0.4": "0" })).toEqual([]);
  });
});

describe("floats", () => {
  const exact: Readonly<Record<string, string>> = {
    "1.7976931348623157e308": "1.7976931348623157E308",
    "2.2250738585072014e-308": "2.2250738585072014E-308",
    "5e-324": "4.9406564584124654E-324",
    "0.1::FLOAT + 0.2::FLOAT": "3.0000000000000004E-1",
    "0.12345678901": "1.2345678901E-1",
    "123456789.123456789": "1.2345678912345679E8",
    "1e-10": "1E-10",
    "1e15": "1E15",
    "1e16": "1E16",
    "100000": "1E5",
    "9007199254740993::FLOAT": "9.007199254740992E15",
    "0": "0E0",
    "-0.0::FLOAT": "-0E0",
  };

  test("TO_VARCHAR(x, 'TME') has all the digits", async () => {
    const name = `T${String(++tables)}`;
    await account.table(name, { N: "NUMBER(38,0)", V: "FLOAT" });
    const rows = Object.keys(exact).map((expression, index) => `(${String(index)}, ${expression})`);
    await account.run(`INSERT INTO ${name} VALUES ${rows.join(", ")}`);
    const texts = await account.rows(`SELECT TO_VARCHAR(V, 'TME') FROM ${name} ORDER BY N`);
    expect(texts.flat()).toEqual(Object.values(exact));
  });

  test("the uncast value has 15 digits", async () => {
    expect(
      await mismatches("FLOAT", {
        "0.1::FLOAT + 0.2::FLOAT": "0.3",
        "1.7976931348623157e308": "1.79769313486232e+308",
        "123456789.123456789": "123456789.123457",
        "1e16": "1e+16",
        "100000": "100000",
        "'NaN'": "NaN",
        "'inf'": "inf",
        "'-inf'": "-inf",
      }),
    ).toEqual([]);
  });

  test("a DECFLOAT keeps 38 digits at any size", async () => {
    expect(
      await mismatches("DECFLOAT", {
        "'1.2345678901234567890123456789012345678E-16383'": "1.2345678901234567890123456789012345678e-16383",
        "'-1.234E+8000'": "-1.234e8000",
        "'9.876E-8000'": "9.876e-8000",
        [literal("9".repeat(38))]: "9".repeat(38),
        "'-4.2e-5432'": "-4.2e-5432",
        "0": "0",
        "42": "42",
        "123.456": "123.456",
      }),
    ).toEqual([]);
  });
});

describe("text", () => {
  const values = [
    "",
    " ",
    "  lead and trail  ",
    "NULL",
    "null",
    "\\N",
    "\\.",
    "\\",
    "\\\\",
    '"',
    '""',
    ",",
    'a,"b"',
    "\t",
    "\n",
    "\r",
    "\r\n",
    "trailing\n",
    "\u00a0",
    "\ufeffx",
    "\u2028",
    "\u00e9",
    "e\u0301",
    "😀",
    "👨‍👩‍👧‍👦",
    "שלום",
    "\u{10ffff}",
    "\ufffe\uffff",
    "\0",
    "a\0b",
    "2024-01-01",
    "true",
    "1e5",
    '{"a":1}',
    "it's",
  ];

  test("every character survives", async () => {
    const cases = Object.fromEntries(values.map((value) => [literal(value), value]));
    expect(await mismatches("VARCHAR", { ...cases, NULL: null })).toEqual([]);
  });

  test("control characters survive", async () => {
    const all = Array.from({ length: 32 }, (_unused, code) => String.fromCharCode(code)).join("");
    expect(await mismatches("VARCHAR", { [literal(all)]: all })).toEqual([]);
  });

  test("the longest value", async () => {
    const name = `T${String(++tables)}`;
    await account.table(name, { V: "VARCHAR" });
    await account.run(`INSERT INTO ${name} SELECT REPEAT('x', 16777216)`);
    const [value] = await account.row(`SELECT V FROM ${name}`);
    expect(value?.length).toBe(16_777_216);
  });

  test("length is counted in characters", async () => {
    expect(await mismatches("VARCHAR(2)", { "'😀😀'": "😀😀" })).toEqual([]);
  });
});

test("binary values arrive as upper-case hex", async () => {
  const all = Array.from({ length: 256 }, (_unused, byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join("");
  expect(
    await mismatches("BINARY", {
      "''": "",
      "TO_BINARY('00')": "00",
      "TO_BINARY('5c', 'HEX')": "5C",
      "'FF'": "FF",
      "'0D0A225C'": "0D0A225C",
      [literal(all)]: all,
      "TO_BINARY('\\\\x41', 'UTF-8')": "5C783431",
      NULL: null,
    }),
  ).toEqual([]);
  const name = `T${String(++tables)}`;
  await account.table(name, { V: "BINARY" });
  await account.run(`INSERT INTO ${name} SELECT TO_BINARY(REPEAT('a5', 8388608))`);
  expect(await account.row(`SELECT LENGTH(V) FROM ${name}`)).toEqual(["8388608"]);
});

test("booleans arrive as 1 and 0", async () => {
  expect(await mismatches("BOOLEAN", { TRUE: "1", FALSE: "0", NULL: null, "'yes'": "1", "1 > 2": "0" })).toEqual([]);
});

test("dates arrive as days, proleptic Gregorian", async () => {
  expect(
    await mismatches("DATE", {
      "'0001-01-01'": "-719162",
      "'9999-12-31'": "2932896",
      "'1582-10-10'": "-141432",
      "'1582-10-15'": "-141427",
      "'1969-12-31'": "-1",
      "'1970-01-01'": "0",
      "'2000-02-29'": "11016",
      "'1900-02-28'": "-25509",
      "'0000-01-01'": "-719528",
      "TO_DATE('-0001-12-31', 'UUUU-MM-DD')": "-719529",
    }),
  ).toEqual([]);
});

test("times keep nanoseconds and are cut, not rounded", async () => {
  expect(
    await mismatches("TIME(9)", {
      "'23:59:59.999999999'": "86399.999999999",
      "'00:00:00.000000001'": "0.000000001",
      "'12:34:56.123456500'": "45296.123456500",
    }),
  ).toEqual([]);
  expect(await mismatches("TIME(0)", { "'23:59:59.999999999'": "86399" })).toEqual([]);
  expect(await mismatches("TIME(3)", { "'23:59:59.999999999'": "86399.999" })).toEqual([]);
});

test("timestamps without zone keep nanoseconds from year 1 to 9999", async () => {
  expect(
    await mismatches("TIMESTAMP_NTZ(9)", {
      "'2024-01-15 10:30:00.123456789'": "1705314600.123456789",
      "'1969-12-31 23:59:59.999999999'": "-0.000000001",
      "'1969-12-31 23:59:59.5'": "-0.500000000",
      "'0001-01-01 00:00:00'": "-62135596800.000000000",
      "'9999-12-31 23:59:59.999999999'": "253402300799.999999999",
      "'2024-12-31 23:59:59.999999999'": "1735689599.999999999",
      "'2024-03-10 02:30:00'": "1710037800.000000000",
    }),
  ).toEqual([]);
  expect(await mismatches("TIMESTAMP_NTZ(6)", { "'1969-12-31 23:59:59.999999999'": "-0.000001" })).toEqual([]);
  expect(await mismatches("TIMESTAMP_NTZ(0)", { "'1969-12-31 23:59:59.999999999'": "-1" })).toEqual([]);
});

test("timestamps with zone keep their offset", async () => {
  expect(
    await mismatches("TIMESTAMP_TZ(9)", {
      "'2024-01-15 10:30:00.123456789 +05:30'": "1705294800.123456789 1770",
      "'2024-01-15 10:30:00.123456 -02:30'": "1705323600.123456000 1290",
      "'2024-01-15 10:30:00 +14:00'": "1705264200.000000000 2280",
      "'9999-12-31 23:59:59.999999 -12:00'": "253402343999.999999000 720",
      "'2024-01-15 10:30:00 +15:59'": "1705257060.000000000 2399",
      "'2024-01-15 10:30:00 +16:00'": "1705257000.000000000 2400",
      "'2024-01-15 10:30:00 -23:59'": "1705400940.000000000 1",
      "'2024-01-15 10:30:00'": "1705314600.000000000 1440",
      NULL: null,
    }),
  ).toEqual([]);
});

test("local timestamps are instants, read in the session's zone", async () => {
  account.session.parameters.set("TIMEZONE", "America/Los_Angeles");
  try {
    expect(
      await mismatches("TIMESTAMP_LTZ(9)", {
        "'2024-03-10 03:30:00'": "1710066600.000000000",
        "'1900-01-01 00:00:00.123456789'": "-2208960000.123456789".replace(
          "-2208960000.123456789",
          "-2208959999.876543211",
        ),
        "'0001-01-01 00:00:00'": "-62135568422.000000000",
        "'2024-07-01 12:00:00 +00:00'": "1719835200.000000000",
      }),
    ).toEqual([]);
    const [ambiguous] = await throughTable("TIMESTAMP_LTZ(9)", ["'2024-11-03 01:30:00'"]);
    expect(["1730622600.000000000", "1730626200.000000000"]).toContain(ambiguous);
    expect(await account.row("SELECT TO_VARCHAR('2024-07-01 12:00:00 +00:00'::TIMESTAMP_LTZ)")).toEqual([
      "2024-07-01 05:00:00.000 -0700",
    ]);
  } finally {
    account.session.parameters.set("TIMEZONE", "UTC");
  }
});

test("semi-structured values keep their digits and tell null from NULL", async () => {
  expect(
    await mismatches("VARIANT", {
      NULL: null,
      "PARSE_JSON('null')": "null",
      "TO_VARIANT('abc')": '"abc"',
      "TO_VARIANT('null')": '"null"',
      "TO_VARIANT('123')": '"123"',
      "PARSE_JSON('12345678901234567890123456789012345678')": "12345678901234567890123456789012345678",
      "PARSE_JSON('1.10')": "1.10",
      "PARSE_JSON('1e400')": "1e400",
      "PARSE_JSON('-0')": "-0",
      "TO_VARIANT(1.23::FLOAT)": "1.230000000000000e+00",
      "ARRAY_CONSTRUCT(1, NULL, 2)": "[1,undefined,2]",
      "OBJECT_CONSTRUCT_KEEP_NULL('b', NULL, 'a', 1)": '{"a":1,"b":null}',
      "OBJECT_CONSTRUCT('b', NULL, 'a', 1)": '{"a":1}',
      "ARRAY_CONSTRUCT('NaN'::FLOAT)": "[NaN]",
      [`PARSE_JSON(${literal('{"a":"\\u0000"}')})`]: '{"a":"\\u0000"}',
      [`PARSE_JSON(${literal('"\\ud800"')})`]: '"\\ud800"',
      [`PARSE_JSON(${literal('{"":1,"a.b":2,"ä":3,"\\"":4}')})`]: '{"":1,"\\"":4,"a.b":2,"ä":3}',
      "PARSE_JSON('{}')": "{}",
      "PARSE_JSON('[ ]')": "[]",
      "TO_VARIANT(TO_BINARY('ff'))": '"FF"',
      "TO_VARIANT('2024-01-01'::DATE)": '"2024-01-01"',
      "TO_VARIANT('\\0')": '"\\u0000"',
    }),
  ).toEqual([]);
});

test("a thousand levels of nesting", async () => {
  const deep = `${"[".repeat(1000)}1${"]".repeat(1000)}`;
  expect(await mismatches("VARIANT", { [`PARSE_JSON('${deep}')`]: deep })).toEqual([]);
});

test("arrays and objects are printed as JSON_INDENT and STRICT_JSON_OUTPUT ask", async () => {
  const sql = "SELECT ARRAY_CONSTRUCT(1, NULL, 'NaN'::FLOAT), OBJECT_CONSTRUCT('a', ARRAY_CONSTRUCT(), 'b', 1)";
  expect(await account.row(sql)).toEqual(["[1,undefined,NaN]", '{"a":[],"b":1}']);
  account.session.parameters.set("STRICT_JSON_OUTPUT", true);
  expect(await account.row(sql)).toEqual(['[1,null,"NaN"]', '{"a":[],"b":1}']);
  account.session.parameters.set("JSON_INDENT", 2);
  expect(await account.row(sql)).toEqual(['[\n  1,\n  null,\n  "NaN"\n]', '{\n  "a": [],\n  "b": 1\n}']);
  account.session.parameters.set("STRICT_JSON_OUTPUT", false).set("JSON_INDENT", 0);
});

test("UUID, intervals, periods and vectors", async () => {
  expect(
    await mismatches("UUID", { "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'": "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11" }),
  ).toEqual([]);
  expect(
    await mismatches("INTERVAL YEAR TO MONTH", { "'+1-02'": "14", "'-3-02'": "-38", "'999999999-11'": "11999999999" }),
  ).toEqual([]);
  expect(
    await mismatches("INTERVAL DAY TO SECOND", {
      "'+28 16:15:14.000'": "2477714000000000",
      "'-54 16:15:14.123'": "-4724114123000000",
    }),
  ).toEqual([]);
  expect(
    await account.row(
      "SELECT '+1-02'::INTERVAL YEAR TO MONTH::VARCHAR, '-54 16:15:14.123'::INTERVAL DAY TO SECOND(3)::VARCHAR",
    ),
  ).toEqual(["+1-02", "-54 16:15:14.123"]);
  expect(await mismatches("PERIOD(DATE)", { "'[2024-01-01, 2024-12-31)'": "[2024-01-01, 2024-12-31)" })).toEqual([]);
  expect(await mismatches("VECTOR(INT, 3)", { "[-2147483648, 0, 2147483647]": "[-2147483648,0,2147483647]" })).toEqual(
    [],
  );
});

test("shapes are printed as the output format asks", async () => {
  const name = `T${String(++tables)}`;
  await account.table(name, { N: "NUMBER(38,0)", G: "GEOGRAPHY", H: "GEOMETRY" });
  await account.run(
    `INSERT INTO ${name} SELECT 1, TO_GEOGRAPHY('POINT(-122.35 37.55)'), TO_GEOMETRY('POINT EMPTY') UNION ALL ` +
      "SELECT 2, TO_GEOGRAPHY('POLYGON((170 0, -170 0, -170 10, 170 0))'), TO_GEOMETRY('SRID=3857;POINT(1 2)')",
  );
  const sql = `SELECT G, H FROM ${name} ORDER BY N`;
  expect(await account.rows(sql)).toEqual([
    ['{"coordinates":[-122.35,37.55],"type":"Point"}', '{"coordinates":[],"type":"Point"}'],
    ['{"coordinates":[[[170,0],[-170,0],[-170,10],[170,0]]],"type":"Polygon"}', '{"coordinates":[1,2],"type":"Point"}'],
  ]);
  account.session.parameters.set("GEOGRAPHY_OUTPUT_FORMAT", "EWKB").set("GEOMETRY_OUTPUT_FORMAT", "EWKT");
  const [first, second] = await account.rows(sql);
  expect(first).toEqual(["0101000020E61000006666666666965EC06666666666C64240", "SRID=0;POINT EMPTY"]);
  expect(second?.[1]).toBe("SRID=3857;POINT(1 2)");
  account.session.parameters.delete("GEOGRAPHY_OUTPUT_FORMAT");
  account.session.parameters.delete("GEOMETRY_OUTPUT_FORMAT");
});
