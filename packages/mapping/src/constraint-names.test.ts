import type { SourceTable } from "@dp/metadata";
import { describe, expect, test } from "@jest/globals";

import { input, key, mapAll, references, table } from "../test/tables.ts";

const parent = table("P", { ID: "NUMBER(38,0)!" }, { primaryKey: key("ID") });

/** A child whose keys have the names of persons. */
function child(names: { readonly foreign: string; readonly unique?: string; readonly primary?: string }): SourceTable {
  return table(
    "C",
    { A: "NUMBER(9,0)!", B: "NUMBER(9,0)", P_ID: "NUMBER(38,0)" },
    {
      primaryKey: { ...key("A"), ...(names.primary !== undefined && { name: names.primary }) },
      uniqueKeys: [{ ...key("B"), ...(names.unique !== undefined && { name: names.unique }) }],
      foreignKeys: [{ ...references(["P_ID"], "P", ["ID"]), name: names.foreign }],
    },
  );
}

describe("a foreign key", () => {
  test("shares its table's names with the keys there, and gives way", () => {
    const source = child({ unique: "SAME", foreign: "SAME" });
    const target = mapAll(input(source), input(parent)).get("c")?.target;
    expect(target?.uniqueKeys[0]?.name).toBe("same");
    expect(target?.foreignKeys[0]?.name).toBe("c_p_id_fkey");
  });

  test("may have the name of an index, which is no constraint", () => {
    const target = mapAll(input(child({ foreign: "C_P_ID_IDX" })), input(parent)).get("c")?.target;
    expect(target?.indexes[0]?.name).toBe("c_p_id_idx");
    expect(target?.foreignKeys[0]?.name).toBe("c_p_id_idx");
  });
});

test("a name that is not kept is told with the kind of the key", () => {
  const long = "X".repeat(70);
  const source = child({ primary: `${long}1`, unique: `${long}2`, foreign: `${long}3` });
  const findings = mapAll(input(source), input(parent)).get("c")?.findings ?? [];
  expect(findings.filter(({ code }) => code === "KEY_NAME_CHANGED").map(({ details }) => details)).toEqual([
    { key: "foreign key", name: `${long}3`, to: "c_p_id_fkey" },
    { key: "primary key", name: `${long}1`, to: "c_pkey" },
    { key: "unique key", name: `${long}2`, to: "c_b_key" },
  ]);
});
