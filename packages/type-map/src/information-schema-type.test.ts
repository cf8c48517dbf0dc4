import { expect, test } from "@jest/globals";

import { InvalidSnowflakeTypeError, UnknownSnowflakeTypeError } from "./errors.ts";
import { parseInformationSchemaType } from "./information-schema-type.ts";

test.each([null, undefined, ""])("a NUMBER whose precision and scale are %j is NUMBER(38,0)", (cell) => {
  const row = { dataType: "NUMBER", numericPrecision: cell, numericScale: cell };
  expect(parseInformationSchemaType(row)).toEqual({ name: "NUMBER", precision: 38, scale: 0 });
});

test("a number may be a text of up to ten digits", () => {
  const row = { dataType: "TEXT", characterMaximumLength: "0000000020" };
  expect(parseInformationSchemaType(row)).toEqual({ name: "VARCHAR", length: 20 });
});

test.each(["x20", "20x", "2.5", "-1", "00000000020", " "])("the length %j is not a whole number", (cell) => {
  const row = { dataType: "TEXT", characterMaximumLength: cell };
  const problem = `${JSON.stringify(cell)} is not a whole number`;
  expect(() => parseInformationSchemaType(row)).toThrow(new InvalidSnowflakeTypeError("TEXT", problem));
});

test.each(["boolean", " BOOLEAN ", "\tBoolean"])("the family %j is BOOLEAN", (dataType) => {
  expect(parseInformationSchemaType({ dataType })).toEqual({ name: "BOOLEAN" });
});

test.each(["NUMBER(10,2)", "ARRAY(PERIOD(DATE))", "MAPPED", "X INTERVAL"])("%s is no family", (dataType) => {
  expect(() => parseInformationSchemaType({ dataType })).toThrow(new UnknownSnowflakeTypeError(dataType));
});
