import { describe, expect, test } from "@jest/globals";

import {
  defaultPolicies,
  icuCollation,
  InvalidIdentityTypeError,
  lossCodes,
  mapIdentityType,
  mapType,
  policyDefinitions,
  resolvePolicies,
  typeTable,
  UnknownPolicyError,
  type Alternative,
  type MappedPart,
  type Policies,
} from "../src/index.ts";
import { mappings } from "./mappings.ts";

function column(part: MappedPart): string {
  const collation = part.collation === undefined ? "" : ` COLLATE ${part.collation}`;
  return `${part.suffix === "" ? "" : `${part.suffix} `}${part.type}${collation}`;
}

test.each(mappings)("$type under $policies becomes $becomes", (expected) => {
  const mapping = mapType(expected.type, expected.policies ?? {});
  expect(mapping.parts.map(column)).toEqual(expected.becomes);
  expect(mapping.parts.flatMap((part) => part.loss)).toEqual(expected.loss);
  expect(mapping.fidelity).toBe(expected.fidelity);
  expect(mapping.requires).toEqual({ postgres: 14, extensions: expected.extensions ?? [] });
});

test("the parts of a split value say what they hold", () => {
  const mapping = mapType("TIMESTAMP_TZ(9)", { timestampTzOffset: "extra-column", subMicrosecond: "extra-column" });
  expect(mapping.parts).toEqual([
    { part: "instant", suffix: "", type: "timestamp(6) with time zone", fidelity: "exact", loss: [] },
    { part: "offset-minutes", suffix: "_offset", type: "smallint", fidelity: "exact", loss: [] },
    { part: "sub-microsecond", suffix: "_nanos", type: "smallint", fidelity: "exact", loss: [] },
  ]);
  expect(mapType("DATE").parts).toEqual([{ part: "value", suffix: "", type: "date", fidelity: "exact", loss: [] }]);
});

test("the source is printed canonically", () => {
  expect(mapType("int").source).toBe("NUMBER(38,0)");
  expect(mapType({ name: "VARCHAR", length: 5, collation: "de" }).source).toBe("VARCHAR(5) COLLATE 'de'");
});

test("alternatives are the other policy values that would change something", () => {
  expect(mapType("TIMESTAMP_TZ(9)").alternatives).toEqual([
    { policy: "yearBelowOne", value: "reject", type: "timestamp(6) with time zone" },
    { policy: "timestampTzOffset", value: "extra-column", type: "timestamp(6) with time zone + smallint" },
    { policy: "timestampTzOffset", value: "text", type: "text" },
    { policy: "subMicrosecond", value: "text", type: "text" },
    { policy: "subMicrosecond", value: "extra-column", type: "timestamp(6) with time zone + smallint" },
  ]);
  expect(mapType("NUMBER(9,0)").alternatives).toEqual([{ policy: "integers", value: "smallest", type: "integer" }]);
  expect(mapType("NUMBER(9,0)", { integers: "smallest" }).alternatives).toEqual([
    { policy: "integers", value: "numeric", type: "numeric(9,0)" },
  ]);
  expect(mapType("NUMBER(38,0)").alternatives).toEqual([]);
  expect(mapType("BOOLEAN").alternatives).toEqual([]);
});

test("a chosen alternative explains itself", () => {
  expect(mapType("VARIANT").reason).not.toBe(mapType("VARIANT", { semiStructured: "json" }).reason);
  expect(mapType("NUMBER(4,0)", { integers: "smallest" }).reason).toBe("Every number of 4 digits fits 16 bits.");
});

describe("the table", () => {
  const rows = Object.entries(typeTable);

  test.each(rows)("%s: the example stands for the row", (name, row) => {
    const mapping = mapType(row.example);
    expect(mapping.source).toBe(row.example);
    expect(row.example.startsWith(name)).toBe(true);
    expect(mapping.fidelity).toBe(row.fidelity);
    expect(mapping.reason).toBe(row.reason);
  });

  test.each(rows)("%s: every alternative changes some mapping", (name, row) => {
    for (const alternative of row.alternatives) {
      const chosen = { [alternative.policy]: alternative.value } as Partial<Policies>;
      const reached = mappings
        .filter(({ type }) => mapType(type).source.startsWith(name))
        .some(({ type }) => JSON.stringify(mapType(type, chosen).parts) !== JSON.stringify(mapType(type).parts));
      expect({ ...alternative, reached }).toEqual({ ...alternative, reached: true });
    }
  });

  test("every reason is a sentence", () => {
    const all = rows.flatMap(([, row]) => [row.reason, ...row.alternatives.map(({ reason }: Alternative) => reason)]);
    for (const reason of all) expect(reason).toMatch(/^[A-Za-z].{10,140}\.$/);
  });

  test("every loss code is documented, with a sentence", () => {
    for (const { when, sentence } of Object.values(lossCodes)) {
      expect(when).toMatch(/^[a-z-].*[^.]$/);
      expect(sentence).toMatch(/^(?:[A-Z]|jsonb ).*\.$/);
    }
  });
});

describe("identity columns", () => {
  test.each<readonly [type: string, chosen: Policies["identity"], becomes: string, loss: readonly string[]]>([
    ["NUMBER(38,0)", "bigint", "bigint", ["OUTSIDE_INT8_REFUSED"]],
    ["NUMBER(19,0)", "bigint", "bigint", ["OUTSIDE_INT8_REFUSED"]],
    ["NUMBER(18,0)", "bigint", "bigint", []],
    ["NUMBER(4,0)", "bigint", "bigint", []],
    ["NUMBER(38,0)", "smallest", "bigint", ["OUTSIDE_INT8_REFUSED"]],
    ["NUMBER(10,0)", "smallest", "bigint", []],
    ["NUMBER(9,0)", "smallest", "integer", []],
    ["NUMBER(5,0)", "smallest", "integer", []],
    ["NUMBER(4,0)", "smallest", "smallint", []],
    ["FLOAT", "smallest", "bigint", ["OUTSIDE_INT8_REFUSED", "FRACTION_REFUSED"]],
  ])("%s under %s becomes %s", (type, identity, becomes, loss) => {
    const { parts, fidelity } = mapIdentityType(type, { identity });
    expect(parts).toEqual([{ part: "value", suffix: "", type: becomes, fidelity, loss }]);
    expect(fidelity).toBe(loss.length === 0 ? "exact" : "exact-with-policy");
  });

  test("name their alternative", () => {
    expect(mapIdentityType("NUMBER(9,0)").alternatives).toEqual([
      { policy: "identity", value: "smallest", type: "integer" },
    ]);
    expect(mapIdentityType("INT").alternatives).toEqual([]);
  });

  test("say why their type is not the one of the same column without identity", () => {
    expect(mapIdentityType("INT").reason).toBe("PostgreSQL's identity columns are of an integer type.");
  });

  test.each(["NUMBER(38,1)", "VARCHAR", "DECFLOAT"])("cannot be %s", (type) => {
    expect(() => mapIdentityType(type)).toThrow(InvalidIdentityTypeError);
  });
});

describe("policies", () => {
  test("the first value is the default", () => {
    for (const [name, definition] of Object.entries(policyDefinitions)) {
      expect(definition.values[0]).toBe(definition.default);
      expect(defaultPolicies[name as keyof Policies]).toBe(definition.default);
      expect(definition.yamlName).toBe(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
    }
    expect(Object.keys(defaultPolicies)).toEqual(Object.keys(policyDefinitions));
  });

  test("an unknown name or value is refused", () => {
    const wrongName = { integer: "smallest" } as Partial<Policies>;
    const wrongValue = { integers: "int" } as unknown as Partial<Policies>;
    expect(() => mapType("INT", wrongName)).toThrow(UnknownPolicyError);
    expect(() => mapType("INT", wrongValue)).toThrow(
      expect.objectContaining({ code: "UNKNOWN_POLICY", policy: "integers", value: "int" }),
    );
    expect(() => resolvePolicies({ toString: "x" } as unknown as Partial<Policies>)).toThrow(UnknownPolicyError);
  });
});

test.each<readonly [specification: string | undefined, collation: string | undefined]>([
  [undefined, undefined],
  ["", undefined],
  ["utf8", "C"],
  ["bin", "C"],
  ["en", "en-x-icu"],
  ["en-cs", "en-x-icu"],
  ["fr_CA", "fr-CA-x-icu"],
  ["en-ci", "en-u-ks-level2"],
  ["fr_CA-ai", "fr-CA-u-kc-ks-level1"],
  ["de-ci-ai", "de-u-ks-level1"],
  ["de-ci-pi", "de-u-ka-shifted-ks-level2"],
  ["en_US-fu", "en-US-u-kf-upper"],
  ["en-ci-trim", undefined],
  ["en-upper", undefined],
  ["xx'; DROP", undefined],
])("collation %s is %s", (specification, collation) => {
  expect(icuCollation(specification)).toBe(collation);
});
