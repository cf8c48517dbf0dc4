import { expect, test } from "@jest/globals";

import { conditions, type Condition } from "./conditions.ts";
import { parseSnowflakeType } from "./parse-snowflake-type.ts";

/** Types that each condition holds for; it holds for none of the others. */
const holdsFor: Readonly<Record<Condition, readonly string[]>> = {
  "scale 0, precision up to 18": ["NUMBER(18,0)", "NUMBER(9,0)", "NUMBER(4,0)"],
  "scale 0, precision up to 9": ["NUMBER(9,0)", "NUMBER(4,0)"],
  "scale 0, precision up to 4": ["NUMBER(4,0)"],
  "length up to 10485760": [
    "VARCHAR(10485760)",
    "VARCHAR(9) COLLATE 'en-ci'",
    "VARCHAR(9) COLLATE 'en-trim'",
    "VARCHAR(9) COLLATE 'utf8'",
  ],
  "a collation other than utf8": ["VARCHAR(9) COLLATE 'en-ci'", "VARCHAR(9) COLLATE 'en-trim'"],
  "a collation that ICU has": ["VARCHAR(9) COLLATE 'en-ci'", "VARCHAR(9) COLLATE 'utf8'"],
  "precision over 6": [
    "TIME(7)",
    "TIMESTAMP_NTZ(9)",
    "INTERVAL DAY TO SECOND(7)",
    "PERIOD(TIME(9))",
    "PERIOD(TIMESTAMP_TZ(7))",
  ],
  "years of 9 digits": ["INTERVAL YEAR(9) TO MONTH"],
  "of TIME": ["PERIOD(TIME(6))", "PERIOD(TIME(9))"],
  "of a range type, precision over 6": ["PERIOD(TIMESTAMP_TZ(7))"],
  "of TIMESTAMP_TZ": ["PERIOD(TIMESTAMP_TZ(6))", "PERIOD(TIMESTAMP_TZ(7))"],
  "elements INT": ["VECTOR(INT, 3)"],
  "keys, FLOAT or undeclared values inside": [
    ...["FLOAT", "VARIANT", "OBJECT", "OBJECT(a DATE)", "ARRAY", "ARRAY(VARIANT)", "ARRAY(OBJECT(a FLOAT))"],
    ...["ARRAY(FLOAT)", "ARRAY(MAP(VARCHAR, DATE))", "MAP(INT, DATE)", "MAP(VARCHAR, DATE)", "MAP(VARCHAR, FLOAT)"],
    ...["MAP(VARCHAR, MAP(INT, TIME))", "OBJECT(a VARCHAR, b MAP(INT, BINARY))"],
  ],
  "undeclared values inside": ["VARIANT", "OBJECT", "ARRAY", "ARRAY(VARIANT)"],
  "text or undeclared values inside": [
    ...["VARIANT", "OBJECT", "ARRAY", "ARRAY(VARIANT)", "ARRAY(VARCHAR)", "OBJECT(a VARCHAR, b MAP(INT, BINARY))"],
    ...["VARCHAR(10485761)", "VARCHAR(10485760)", "VARCHAR(9) COLLATE 'en-ci'", "VARCHAR(9) COLLATE 'en-trim'"],
    ...["VARCHAR(9) COLLATE 'utf8'", "ARRAY(MAP(VARCHAR, DATE))", "MAP(VARCHAR, DATE)", "MAP(VARCHAR, FLOAT)"],
    "MAP(VARCHAR, MAP(INT, TIME))",
  ],
  "DECFLOAT or undeclared values inside": [
    "DECFLOAT",
    "ARRAY(DECFLOAT)",
    "VARIANT",
    "OBJECT",
    "ARRAY",
    "ARRAY(VARIANT)",
  ],
  "FLOAT or undeclared values inside": [
    ...["FLOAT", "VARIANT", "OBJECT", "ARRAY", "ARRAY(VARIANT)", "ARRAY(FLOAT)", "ARRAY(OBJECT(a FLOAT))"],
    "MAP(VARCHAR, FLOAT)",
  ],
  "times, UUID, BINARY or undeclared values inside": [
    ...[
      "VARIANT",
      "OBJECT",
      "ARRAY",
      "ARRAY(VARIANT)",
      "OBJECT(a DATE)",
      "ARRAY(MAP(VARCHAR, DATE))",
      "MAP(INT, DATE)",
    ],
    ...["MAP(VARCHAR, DATE)", "MAP(VARCHAR, MAP(INT, TIME))", "OBJECT(a VARCHAR, b MAP(INT, BINARY))"],
    ...["ARRAY(TIME)", "ARRAY(TIMESTAMP_NTZ)", "ARRAY(TIMESTAMP_LTZ)", "ARRAY(TIMESTAMP_TZ)", "ARRAY(UUID)"],
    ...["TIME(6)", "TIME(7)", "TIMESTAMP_NTZ(6)", "TIMESTAMP_NTZ(9)", "UUID", "DATE"],
  ],
  "numbers as keys": ["MAP(INT, DATE)", "MAP(VARCHAR, MAP(INT, TIME))", "OBJECT(a VARCHAR, b MAP(INT, BINARY))"],
};

/** None of the conditions holds for these. */
const others = [
  ...["NUMBER(19,0)", "NUMBER(4,1)", "NUMBER(9,1)", "NUMBER(38,37)", "BOOLEAN", "ARRAY(INT)", "ARRAY(BOOLEAN)"],
  ...["INTERVAL YEAR(8)", "INTERVAL MONTH(9)", "INTERVAL DAY(9)", "INTERVAL DAY TO SECOND(6)", "PERIOD(DATE)"],
  ...["PERIOD(TIMESTAMP_NTZ(6))", "VECTOR(FLOAT, 3)", "GEOMETRY", "FILE"],
];

const types = [...new Set([...Object.values(holdsFor).flat(), ...others])];

test.each(Object.entries(holdsFor))("%s", (name, expected) => {
  const found = types.filter((type) => conditions[name as Condition](parseSnowflakeType(type)));
  expect(found.sort()).toEqual([...expected].sort());
});

test("every condition is listed", () => {
  expect(Object.keys(holdsFor)).toEqual(Object.keys(conditions));
});
