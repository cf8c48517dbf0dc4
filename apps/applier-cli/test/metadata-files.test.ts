import { renameSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { changed, column, customers, orders } from "./documents.ts";
import { run } from "./harness.ts";
import { validated } from "./output-document.ts";
import { type TestProject, withProject, writeTables } from "./project.ts";
import { onStage } from "./stage.ts";

const json = "metadata/schemas/orders_metadata.json";
const ddl = "metadata/ddl/orders_create.sql";

interface Refusal {
  readonly what: string;
  /** What happens to the files before the program reads them. */
  readonly spoil: (project: TestProject) => void;
  readonly code: string;
  /** Each must be told. */
  readonly told: readonly (string | RegExp)[];
}

function edit(project: TestProject, file: string, from: string | RegExp, to: string): void {
  const text = project.read(file);
  const edited = text.replace(from, to);
  if (edited === text) throw new Error(`${file} does not hold ${String(from)}`);
  project.write(file, edited);
}

const refusals: readonly Refusal[] = [
  {
    what: "metadata cut in the middle",
    spoil: (project) => {
      project.write(json, project.read(json).slice(0, 700));
    },
    code: "METADATA_BROKEN",
    told: [json, /line \d+/, "INVALID_METADATA"],
  },
  {
    what: "empty metadata",
    spoil: (project) => {
      project.write(json, "");
    },
    code: "METADATA_BROKEN",
    told: [json, "INVALID_METADATA"],
  },
  {
    what: "metadata edited by hand",
    spoil: (project) => {
      edit(project, json, '"numeric(14,2)"', '"numeric(15,2)"');
    },
    code: "METADATA_BROKEN",
    told: [json, "was edited by hand", "FINGERPRINT_MISMATCH"],
  },
  {
    what: "a target field that nobody knows",
    spoil: (project) => {
      edit(project, json, '"table": "orders", ', '"table": "orders", "tablespace": "fast", ');
    },
    code: "METADATA_BROKEN",
    told: [json, '"tablespace"', "INVALID_METADATA"],
  },
  {
    what: "metadata of a newer major version",
    spoil: (project) => {
      edit(project, json, '"formatVersion": "1.0"', '"formatVersion": "2.0"');
    },
    code: "METADATA_BROKEN",
    told: [json, "2.0", "NEWER_FORMAT", "Update this program"],
  },
  {
    what: "a renamed file",
    spoil: (project) => {
      renameSync(join(project.root, json), join(project.schemas, "sales_metadata.json"));
    },
    code: "METADATA_BROKEN",
    told: ["metadata/schemas/sales_metadata.json", "table orders", "METADATA_NAME_MISMATCH"],
  },
  {
    what: "two broken files, both named",
    spoil: (project) => {
      project.write(json, "{}");
      project.write("metadata/schemas/customers_metadata.json", "nothing");
    },
    code: "METADATA_BROKEN",
    told: [json, "metadata/schemas/customers_metadata.json", "2 of the metadata files"],
  },
  {
    what: "a DDL file edited by hand, with the difference",
    spoil: (project) => {
      edit(project, ddl, "numeric(14,2)", "numeric(20,2)");
    },
    code: "DDL_EDITED",
    told: [ddl, "was edited by hand", /^ +-.*numeric\(14,2\)/m, /^ +\+.*numeric\(20,2\)/m],
  },
  {
    what: "a DDL file with a statement of its own",
    spoil: (project) => {
      project.write(ddl, `${project.read(ddl)}GRANT ALL ON sales.orders TO public;\n`);
    },
    code: "DDL_EDITED",
    told: [ddl, /^ +\+GRANT ALL ON sales.orders TO public;/m],
  },
  {
    what: "a DDL file made from other metadata",
    spoil: (project) => {
      const old = project.read(ddl);
      writeTables(project, [
        customers,
        changed(orders, { columns: [...orders.target.columns, column("more", "text")] }),
      ]);
      project.write(ddl, old);
    },
    code: "DDL_STALE",
    told: [ddl, "was not made from the metadata beside it", /^ +-.*more +text/m],
  },
  {
    what: "stale foreign keys",
    spoil: (project) => {
      const file = "metadata/ddl/_foreign_keys.sql";
      const old = project.read(file);
      writeTables(project, [customers, changed(orders, { foreignKeys: [] })]);
      project.write(file, old);
    },
    code: "DDL_STALE",
    told: ["metadata/ddl/_foreign_keys.sql"],
  },
  {
    what: "a DDL file that is missing",
    spoil: (project) => {
      project.remove(ddl);
    },
    code: "DDL_MISSING",
    told: [`${ddl} is missing`],
  },
  {
    what: "foreign keys that are missing",
    spoil: (project) => {
      project.remove("metadata/ddl/_foreign_keys.sql");
    },
    code: "DDL_MISSING",
    told: ["metadata/ddl/_foreign_keys.sql is missing"],
  },
];

describe("files that are not what was reviewed", () => {
  test.each(refusals)("$what: refused with 65 and told where, before anything else", async ({ spoil, code, told }) => {
    await withProject([customers, orders], async (project) => {
      spoil(project);
      // No variables: the refusal comes before a server is looked for.
      const surroundings = { cwd: project.root, env: {} };
      const { code: exitCode, stdout, stderr } = await run(["apply", "--all", "--yes"], surroundings);
      expect([exitCode, stdout]).toEqual([65, ""]);
      expect(stderr).toContain(`[${code}]`);
      expect(stderr).toContain("next: nothing was done");
      for (const text of told) expect(stderr).toMatch(text);
      const document = validated(await run(["verify", "--json"], surroundings));
      expect(document).toMatchObject({
        exitCode: 65,
        error: { code, hint: expect.stringContaining("nothing was done") },
      });
    });
  });

  test("a table that was not chosen must be whole too: the files belong together", async () => {
    await withProject([customers, orders], async (project) => {
      project.write(json, "{}");
      const ran = await run(["plan", "--table", "customers"], { cwd: project.root, env: {} });
      expect(ran).toMatchObject({ code: 65 });
    });
  });
});

test("nothing else in the folders is looked at, and line ends that git has turned are no edit", async () => {
  await onStage([customers, orders], async ({ project, run: runHere }) => {
    project.write("metadata/schemas/README.md", "notes");
    project.write("metadata/ddl/other.sql", "DROP SCHEMA public;");
    project.write(ddl, project.read(ddl).replaceAll("\n", "\r\n"));
    expect(await runHere("plan")).toMatchObject({ code: 0 });
  });
});
