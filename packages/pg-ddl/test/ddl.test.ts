import { expectGolden } from "@dp/golden";
import { describe, expect, test } from "@jest/globals";

import { checkDdlHeader, checkForeignKeysDdl, printAllDdl, printForeignKeysDdl, printTableDdl } from "../src/index.ts";
import { column, customers, document, everything, hostile, orders } from "./documents.ts";

const all = [orders, everything, hostile, customers];

describe("DDL files", () => {
  test.each(all.map((metadata) => [metadata.name, metadata] as const))("%s reads as it did", (name, metadata) => {
    expectGolden(new URL(`golden/${name}_create.sql`, import.meta.url), printTableDdl(metadata));
  });

  test("foreign keys and the list of files read as they did, whatever the order of the tables", () => {
    expectGolden(new URL("golden/_foreign_keys.sql", import.meta.url), printForeignKeysDdl(all));
    expectGolden(new URL("golden/_all.sql", import.meta.url), printAllDdl(all));
    const reversed = all.toReversed();
    expect([printForeignKeysDdl(reversed), printAllDdl(reversed)]).toEqual([
      printForeignKeysDdl(all),
      printAllDdl(all),
    ]);
  });

  test("a foreign key to a table that has no file is not in the file of foreign keys", () => {
    const alone = printForeignKeysDdl([orders]);
    expect(alone).toContain("REFERENCES sales.orders");
    expect(alone).not.toContain("customers");
    expect(printForeignKeysDdl([orders, customers])).toContain("REFERENCES public.customers");
  });

  test("a header stays a comment whatever the names", () => {
    const [head] = printTableDdl(hostile).split("\n\n");
    expect(head?.split("\n").filter((line) => !line.startsWith("-- "))).toEqual([]);
    // eslint-disable-next-line no-control-regex
    expect(head).not.toMatch(/\x1b/);
  });
});

describe("checking a file against metadata", () => {
  const file = "orders_create.sql";

  test("a file as it was printed is current, also with CRLF and a byte order mark", () => {
    const text = printTableDdl(orders);
    expect(checkDdlHeader(text, orders, file)).toEqual({ file, status: "current", diff: [] });
    expect(checkDdlHeader(`\uFEFF${text.replaceAll("\n", "\r\n")}`, orders, file).status).toBe("current");
  });

  test("a file of another printer is current while its body is the one it was made with", () => {
    const text = printTableDdl(document("t", { columns: [column("a", "text")] }));
    const other = document("t", { columns: [column("a", "text"), column("b", "text")] });
    const foreign = text.replace(/^-- target: .*$/m, `-- target: ${other.fingerprints.target}`);
    expect(checkDdlHeader(foreign, other, file).status).toBe("current");
  });

  test("a file of earlier metadata is stale, and says what is missing", () => {
    const before = document("t", { columns: [column("a", "text")] });
    const after = document("t", { columns: [column("a", "text"), column("b", "text")] });
    const { status, diff } = checkDdlHeader(printTableDdl(before), after, file);
    expect(status).toBe("stale");
    expect(diff).toContain("-  b text");
  });

  test("a file edited by hand is found, and the edit is shown", () => {
    const text = printTableDdl(orders).replace("numeric(12,2)", "numeric(10,2)");
    const { status, diff } = checkDdlHeader(text, orders, file);
    expect(status).toBe("edited");
    expect(diff.filter((line) => line.startsWith("+"))).toEqual([expect.stringContaining("numeric(10,2)")]);
  });

  test("a file without a header is edited", () => {
    expect(checkDdlHeader("CREATE TABLE x ();\n", orders, file).status).toBe("edited");
    expect(checkDdlHeader("", orders, file).status).toBe("edited");
  });

  test("the foreign keys of other tables are stale", () => {
    expect(checkForeignKeysDdl(printForeignKeysDdl(all), all, "_foreign_keys.sql").status).toBe("current");
    expect(checkForeignKeysDdl(printForeignKeysDdl([customers]), all, "_foreign_keys.sql").status).toBe("stale");
  });
});
