import { expect, test } from "@jest/globals";

import { addBatch, entryFor, printPage } from "../ledger.mjs";

const rows = { name: "rows", title: "Rows agree", cases: 300, seed: 1000 };

test("batches of one commit are added up", () => {
  const first = addBatch(entryFor({}, rows, "abc"), 50, { cases: 50, falseAlarms: 1 });
  const second = addBatch(entryFor({ rows: first }, rows, "abc"), 50, { cases: 50, falseAlarms: 2 });
  expect(second).toEqual({ commit: "abc", batches: 2, cases: 100, counts: { cases: 100, falseAlarms: 3 } });
});

test("another commit starts from nothing", () => {
  const known = { rows: { commit: "abc", batches: 2, cases: 100, counts: { cases: 100 } } };
  expect(entryFor(known, rows, "def")).toEqual({ commit: "def", batches: 0, cases: 0, counts: {} });
});

test("the page has a row for what was run, with wanted and seen", () => {
  const ledger = { rows: { commit: "abc", batches: 1, cases: 50, counts: { falseAlarms: 1 } } };
  const others = { ...rows, name: "others", title: "Never run" };
  const page = printPage(ledger, [rows, others]);
  expect(page).toContain("| Rows agree | 50 | 300 | falseAlarms 1 | 1000 | abc |");
  expect(page).not.toContain("Never run");
});
