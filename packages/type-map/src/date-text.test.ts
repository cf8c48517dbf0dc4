import { expect, test } from "@jest/globals";

import { fractionDigits, readDate, readTime, readTimestamp } from "./date-text.ts";

function digits(value: number, length: number): string {
  return String(value).padStart(length, "0");
}

/** Whether a day is in the proleptic Gregorian calendar, as the platform's own calendar has it. */
function exists(year: number, month: number, day: number): boolean {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

test.each([0, 1, 3, 4, 100, 400, 1582, 1900, 2000, 2023, 2024, 2100, 9999])("year %s has the days it has", (year) => {
  for (let month = 0; month <= 13; month += 1) {
    for (let day = 0; day <= 32; day += 1) {
      const text = `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
      expect(readDate(text)).toBe(year >= 1 && exists(year, month, day) ? text : undefined);
    }
  }
});

test.each(["", "x2024-01-15", "2024-01-15x", "12024-01-15", "2024-1-15", "2024-01-5", "2024/01/15", "-024-01-15"])(
  "%j is no day",
  (text) => {
    expect(readDate(text)).toBeUndefined();
    expect(readTimestamp(text)).toBeUndefined();
  },
);

test.each([
  ["00:00", "00:00:00"],
  ["23:59", "23:59:00"],
  ["23:59:59", "23:59:59"],
  ["22:58:58", "22:58:58"],
  ["12:34:56.1", "12:34:56.1"],
  ["12:34:56.100", "12:34:56.1"],
  ["12:34:56.010", "12:34:56.01"],
  ["12:34:56.000", "12:34:56"],
  ["12:34:56.123456789", "12:34:56.123456789"],
])("%s is the time %s", (text, read) => {
  expect(readTime(text)).toBe(read);
});

test.each([
  ...["", "12", "12:", "24:00:00", "12:60:00", "12:00:60", "1:00:00", "12:0:00", "12:00:0", "12:00.5", "12:00:00."],
  ...["x12:00:00", "12:00:00x", "12:00:00.1234567890", "112:00:00", "12:00:000"],
])("%j is no time", (text) => {
  expect(readTime(text)).toBeUndefined();
});

test.each([
  ["12:34:56", 0],
  ["12:34:56.1", 1],
  ["2024-01-15 12:34:56.123456789", 9],
  ["1.5 12:34:56", 0],
])("%s has %s decimals of the second", (text, count) => {
  expect(fractionDigits(text)).toBe(count);
});

test.each([
  ["2024-01-15", { wall: "2024-01-15 00:00:00" }],
  ["2024-01-15 10:30", { wall: "2024-01-15 10:30:00" }],
  ["2024-01-15T10:30:00.120", { wall: "2024-01-15 10:30:00.12" }],
  ["2024-01-15T10:30:00Z", { wall: "2024-01-15 10:30:00", offset: "+00:00" }],
  ["2024-01-15 10:30:00 Z", { wall: "2024-01-15 10:30:00", offset: "+00:00" }],
  ["2024-01-15 10:30:00+0130", { wall: "2024-01-15 10:30:00", offset: "+01:30" }],
  ["2024-01-15 10:30:00 -01:30", { wall: "2024-01-15 10:30:00", offset: "-01:30" }],
  ["2024-01-15 10:30:00 +15:59", { wall: "2024-01-15 10:30:00", offset: "+15:59" }],
  ["2024-01-15 10:30:00 -14:00", { wall: "2024-01-15 10:30:00", offset: "-14:00" }],
])("%s is a timestamp", (text, read) => {
  expect(readTimestamp(text)).toEqual(read);
});

test.each([
  ...["2024-01-15 ", "2024-01-15 25:00", "2024-02-30 10:30:00", "2024-01-15 10:30:00 +16:00", "2024-01-15_10:30:00"],
  ...["2024-01-15 10:30:00 +15:60", "2024-01-15 10:30:00 +1:00", "2024-01-15 10:30:00 01:00", "x2024-01-15 10:30:00"],
  ...["2024-01-15 10:30:00  Z", "2024-01-15 10:30:00 Zx", "2024-01-15 10:30:00 +01:000", "2024-01-15 Z"],
])("%j is no timestamp", (text) => {
  expect(readTimestamp(text)).toBeUndefined();
});
