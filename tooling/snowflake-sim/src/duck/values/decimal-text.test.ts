import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { decfloatKey, decfloatText, divide, multiply } from "./decimal-text.ts";

const settings = { seed: 7, numRuns: 1000 };
const number = fc.tuple(fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }), fc.nat(37)).map(([digits, scale]) => {
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  const body = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
  return { digits, scale, text: digits < 0n ? `-${body}` : body };
});

test("a quotient is off by at most half of its last digit", () => {
  fc.assert(
    fc.property(number, number, fc.nat(12), (left, right, scale) => {
      fc.pre(right.digits !== 0n);
      const quotient = BigInt((divide(left.text, right.text, scale) ?? "").replace(".", ""));
      // left / 10^ls = right / 10^rs * quotient / 10^scale, give or take half a digit
      const exact = left.digits * 10n ** BigInt(right.scale + scale);
      const found = quotient * right.digits * 10n ** BigInt(left.scale);
      const off = exact > found ? exact - found : found - exact;
      const unit = (right.digits < 0n ? -right.digits : right.digits) * 10n ** BigInt(left.scale);
      expect(off * 2n <= unit).toBe(true);
    }),
    settings,
  );
});

test("halves go away from zero", () => {
  expect(divide("1", "8", 2)).toBe("0.13");
  expect(divide("-1", "8", 2)).toBe("-0.13");
  expect(multiply("0.05", "0.5", 2)).toBe("0.03");
  expect(divide("1", "0", 2)).toBeUndefined();
});

describe("DECFLOAT", () => {
  test.each([
    ["123.4560", "123.456"],
    ["1.23e7002", "1.23e7002"],
    ["-4.2E-5432", "-4.2e-5432"],
    ["1e10", "10000000000"],
    ["0.00", "0"],
    ["1e16385", undefined],
    ["1e-16384", undefined],
    ["x", undefined],
  ])("%s is printed as %s", (text, expected) => {
    expect(decfloatText(text)).toBe(expected);
  });

  test("keys sort as the numbers do", () => {
    const values = ["-1e9000", "-10", "-9.5", "-1e-9000", "0", "1e-9000", "0.1", "9.5", "10", "1e9000"];
    const keys = values.map(decfloatKey);
    expect([...keys].sort()).toEqual(keys);
    expect(decfloatKey("10")).toBe(decfloatKey("1e1"));
  });
});
