import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { failure, openAccount, typeOf, type TestAccount } from "./account.ts";

let account: TestAccount;
beforeAll(async () => (account = await openAccount()));
afterAll(() => account.store.close());

const shape = {
  ID: { type: "NUMBER(38,0)", nullable: false },
  NOTE: { type: "VARCHAR(5)", default: "'none'" },
  DOUBLED: { type: "NUMBER(38,0)", expression: "ID * 2" },
};

beforeEach(async () => {
  const old = account.relations.get("T");
  if (old !== undefined) await account.store.dropTable(old);
  account.relations.delete("T");
  await account.table("T", shape, { physical: `x${String(++made)}` });
});
let made = 0;

describe("INSERT", () => {
  test("answers with the number of rows", async () => {
    const { columns, rows } = await account.run("INSERT INTO T (ID) VALUES (1), (2)");
    expect(columns.map(({ name }) => name)).toEqual(["number of rows inserted"]);
    expect(rows).toEqual([["2"]]);
  });

  test("fills defaults, and virtual columns are computed", async () => {
    await account.run("INSERT INTO T (ID) VALUES (1)");
    await account.run("INSERT INTO T VALUES (2, DEFAULT), (3, 'x')");
    expect(await account.rows("SELECT * FROM T ORDER BY ID")).toEqual([
      ["1", "none", "2"],
      ["2", "none", "4"],
      ["3", "x", "6"],
    ]);
  });

  test("a default may refer to a column that is given", async () => {
    await account.table("D", { N1: "NUMBER(5,0)", N2: { type: "NUMBER(5,0)", default: "D.N1 + 5" } });
    await account.run("INSERT INTO D (N1) VALUES (1)");
    expect(await account.rows("SELECT * FROM D")).toEqual([["1", "6"]]);
  });

  test("identity columns count from start by increment and take explicit values", async () => {
    const identity = { start: 0n, increment: -5n, ordered: false };
    await account.table("I", { ID: { type: "NUMBER(38,0)", identity }, X: "VARCHAR" });
    await account.run("INSERT INTO I (X) VALUES ('a'), ('b')");
    await account.run("INSERT INTO I VALUES (7, 'c'), (DEFAULT, 'd')");
    expect(await account.rows("SELECT X, ID FROM I ORDER BY X")).toEqual([
      ["a", "0"],
      ["b", "-5"],
      ["c", "7"],
      ["d", "-10"],
    ]);
  });

  test("OVERWRITE replaces the rows", async () => {
    await account.run("INSERT INTO T (ID) VALUES (1)");
    await account.run("INSERT OVERWRITE INTO T (ID) SELECT ID + 1 FROM T");
    expect(await account.rows("SELECT ID FROM T")).toEqual([["2"]]);
  });

  test("refuses NULL where a column does, and leaves nothing behind", async () => {
    const refused = await failure(account.run("INSERT INTO T (ID) SELECT * FROM (VALUES (1), (NULL))"));
    expect(refused).toEqual({ code: "100072", sqlState: "22000", message: "NULL result in a non-nullable column" });
    expect(await account.row("SELECT COUNT(*) FROM T")).toEqual(["0"]);
  });

  test("refuses text that is too long", async () => {
    const refused = await failure(account.run("INSERT INTO T VALUES (1, 'sixsix')"));
    expect(refused).toMatchObject({
      code: "100078",
      sqlState: "22000",
      message: "String 'sixsix' is too long and would be truncated",
    });
  });

  test("refuses a wrong number of values and virtual columns", async () => {
    expect(await failure(account.run("INSERT INTO T VALUES (1)"))).toMatchObject({ code: "002020", sqlState: "21S01" });
    expect(await failure(account.run("INSERT INTO T (DOUBLED) VALUES (1)"))).toMatchObject({ code: "002151" });
  });
});

describe("UPDATE and DELETE", () => {
  beforeEach(() => account.run("INSERT INTO T VALUES (1, 'a'), (2, 'b'), (3, 'c')"));

  test("UPDATE changes the rows that match", async () => {
    const { columns, rows } = await account.run("UPDATE T SET NOTE = NOTE || '!', ID = ID + 10 WHERE ID > 1");
    expect(columns.map(({ name }) => name)).toEqual(["number of rows updated", "number of multi-joined rows updated"]);
    expect(rows).toEqual([["2", "0"]]);
    expect(await account.rows("SELECT ID, NOTE FROM T ORDER BY ID")).toEqual([
      ["1", "a"],
      ["12", "b!"],
      ["13", "c!"],
    ]);
  });

  test("UPDATE … FROM takes values from other tables and counts rows that match twice", async () => {
    const { rows } = await account.run(
      "UPDATE T SET NOTE = s.n FROM (VALUES (1, 'x'), (2, 'y'), (2, 'y')) s (id, n) WHERE T.ID = s.id",
    );
    expect(rows).toEqual([["2", "1"]]);
    expect((await account.rows("SELECT NOTE FROM T ORDER BY ID")).flat()).toEqual(["x", "y", "c"]);
  });

  test("DELETE … USING removes each matching row once", async () => {
    const { columns, rows } = await account.run("DELETE FROM T USING (VALUES (1), (1), (3)) s (id) WHERE T.ID = s.id");
    expect(columns.map(({ name }) => name)).toEqual(["number of rows deleted"]);
    expect(rows).toEqual([["2"]]);
    expect(await account.rows("SELECT ID FROM T")).toEqual([["2"]]);
  });

  test("a failing UPDATE changes nothing", async () => {
    expect(await failure(account.run("UPDATE T SET ID = IFF(ID = 3, NULL, ID)"))).toMatchObject({ code: "100072" });
    expect(await account.row("SELECT COUNT(*), SUM(ID) FROM T")).toEqual(["3", "6"]);
  });

  test("no rows match", async () => {
    expect(await account.rows("UPDATE T SET NOTE = 'z' WHERE ID = 99")).toEqual([["0", "0"]]);
    expect(await account.rows("DELETE FROM T WHERE FALSE")).toEqual([["0"]]);
  });
});

describe("tables", () => {
  test("a new column has its default in old rows", async () => {
    const relation = account.relations.get("T");
    if (relation === undefined) throw new Error("no table");
    await account.run("INSERT INTO T (ID) VALUES (1)");
    const column = { name: "NEW", physical: "c9", type: typeOf("NUMBER(5,1)"), nullable: true, default: "1.5" };
    const next = { ...relation, columns: [...relation.columns, column] };
    await account.store.addColumn(next, column, account.now);
    account.relations.set("T", next);
    expect(await account.rows("SELECT ID, NEW FROM T")).toEqual([["1", "1.5"]]);
    await account.store.dropColumn(relation, column);
    account.relations.set("T", relation);
    expect(await account.rows("SELECT * FROM T")).toEqual([["1", "none", "2"]]);
  });

  test("rows are counted, copied and truncated", async () => {
    const relation = account.relations.get("T");
    if (relation === undefined) throw new Error("no table");
    await account.run("INSERT INTO T (ID) VALUES (1), (2)");
    const copy = await account.table("COPY", shape, { physical: `copy${String(made)}` });
    await account.store.copyRows(relation, copy, account.now);
    await account.store.truncate(relation, account.now);
    expect(await account.store.rowCount(relation)).toBe(0);
    expect(await account.store.rowCount(copy)).toBe(2);
    await account.store.dropTable(copy);
  });

  test("a type can grow", async () => {
    const relation = await account.table("GROWS", { A: "NUMBER(5,2)" });
    await account.run("INSERT INTO GROWS VALUES (1.25)");
    const column = { name: "A", physical: "c1", type: typeOf("NUMBER(38,2)"), nullable: true };
    const next = { ...relation, columns: [column] };
    await account.store.changeColumnType?.(next, column);
    account.relations.set("GROWS", next);
    await account.run("INSERT INTO GROWS VALUES (999999999999999999.99)");
    expect(await account.rows("SELECT A FROM GROWS ORDER BY A")).toEqual([["1.25"], ["999999999999999999.99"]]);
  });

  test("a query is described without being run", async () => {
    const described = await account.store.describe?.(
      account.session,
      "SELECT ID, NOTE AS N, 1/0 FROM T",
      account.lookup,
    );
    expect(described).toEqual([
      { name: "ID", type: typeOf("NUMBER(38,0)"), nullable: false },
      { name: "N", type: typeOf("VARCHAR(5)"), nullable: true },
      { name: "1/0", type: typeOf("NUMBER(7,6)"), nullable: false },
    ]);
  });
});
