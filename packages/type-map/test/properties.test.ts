import { expect, test } from "@jest/globals";
import fc from "fast-check";

import {
  fitIdentifier,
  joinIdentifier,
  mapType,
  parsePgType,
  parseSnowflakeType,
  policyDefinitions,
  printPgType,
  printSnowflakeType,
  utf8Length,
  type Policies,
} from "../src/index.ts";
import { snowflakeType } from "./arbitrary-type.ts";

const seed = 20_261_123;
const settings = { seed, numRuns: 2000 };

const policies = fc.record(
  Object.fromEntries(
    Object.entries(policyDefinitions).map(([name, definition]) => [name, fc.constantFrom(...definition.values)]),
  ),
) as unknown as fc.Arbitrary<Policies>;

test(`printing and parsing a Snowflake type gives the same type (seed ${String(seed)})`, () => {
  fc.assert(
    fc.property(snowflakeType, (type) => {
      const text = printSnowflakeType(type);
      expect(parseSnowflakeType(text)).toEqual(type);
    }),
    settings,
  );
});

test(`every type has a mapping inside the closed grammar under all policies (seed ${String(seed)})`, () => {
  fc.assert(
    fc.property(snowflakeType, policies, (type, chosen) => {
      const mapping = mapType(type, chosen);
      for (const part of mapping.parts) expect(printPgType(parsePgType(part.type))).toBe(part.type);
      expect(mapping.parts[0]?.suffix).toBe("");
      for (const code of mapping.parts.flatMap((part) => part.loss)) expect(code).toMatch(/^[A-Z0-9_]+$/);
    }),
    settings,
  );
});

test(`a fitted name has at most 63 bytes, and stays when it already fits (seed ${String(seed)})`, () => {
  const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 120 }).filter((text) => !text.includes("\0"));
  fc.assert(
    fc.property(name, name, (one, other) => {
      const fitted = fitIdentifier(one);
      expect(Buffer.byteLength(fitted)).toBeLessThanOrEqual(63);
      expect(utf8Length(one)).toBe(Buffer.byteLength(one));
      expect(fitIdentifier(fitted)).toBe(fitted);
      expect(fitted === one).toBe(Buffer.byteLength(one) <= 63);
      const joined = joinIdentifier([one, other], "fkey");
      expect(Buffer.byteLength(joined)).toBeLessThanOrEqual(63);
      expect(joined.endsWith("_fkey")).toBe(true);
    }),
    settings,
  );
});
