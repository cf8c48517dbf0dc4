import { expect, test } from "@jest/globals";

import { onStage, prodSql, tablesYaml, withSim } from "./stage.ts";

const sql = `${prodSql}
  CREATE TAG PROD_DB.PUBLIC.PII; CREATE TAG PROD_DB.PUBLIC.OWNER; CREATE MASKING POLICY PROD_DB.PUBLIC.STARS AS (V VARCHAR) RETURNS VARCHAR -> '*';
  CREATE ROW ACCESS POLICY PROD_DB.PUBLIC.BY_DESK AS (D VARCHAR) RETURNS BOOLEAN -> TRUE;
  CREATE DYNAMIC TABLE PROD_DB.PUBLIC.DAILY_RISK TARGET_LAG = '1 hour' WAREHOUSE = COMPUTE_WH
    AS SELECT 1::NUMBER(9,0) AS ID, 'x'::VARCHAR(40) AS DESK, 'y'::VARCHAR(40) AS TRADER;
  ALTER TAG PROD_DB.PUBLIC.PII SET MASKING POLICY PROD_DB.PUBLIC.STARS;
  ALTER TABLE PROD_DB.PUBLIC.DAILY_RISK MODIFY COLUMN TRADER SET TAG PROD_DB.PUBLIC.PII = 'person';
  ALTER TABLE PROD_DB.PUBLIC.DAILY_RISK SET TAG PROD_DB.PUBLIC.OWNER = 'desk';
  ALTER TABLE PROD_DB.PUBLIC.DAILY_RISK ADD ROW ACCESS POLICY PROD_DB.PUBLIC.BY_DESK ON (DESK);
  GRANT SELECT ON ALL TABLES IN SCHEMA PROD_DB.PUBLIC TO ROLE DP_METADATA;
  GRANT APPLY MASKING POLICY ON ACCOUNT TO ROLE DP_METADATA;`;

const entry = "{ name: daily_risk, snowflake: { table: DAILY_RISK } }";

test("a dynamic table comes out with what protects it, for the reviewer of its files", async () => {
  await withSim([sql], async (sim) => {
    await onStage(sim, tablesYaml([entry], "protection: full\n"), async (plain) => {
      const { project, run } = plain.with({ SNOWFLAKE_WAREHOUSE: "COMPUTE_WH" });
      project.commitAll();
      expect(await run("extract", "--all", "-q")).toMatchObject({ code: 0 });
      const { "schemas/daily_risk_metadata.json": file = "{}", "ddl/daily_risk_create.sql": ddl } = project.metadata();
      const { source, findings } = JSON.parse(file) as Record<string, unknown>;
      expect(source).toMatchObject({
        kind: "DYNAMIC TABLE",
        tags: [{ name: "PROD_DB.PUBLIC.OWNER", value: "desk" }],
        policies: [{ kind: "ROW_ACCESS_POLICY", name: "PROD_DB.PUBLIC.BY_DESK", columns: ["DESK"] }],
        columns: [
          { name: "ID" },
          { name: "DESK" },
          { tags: [{ name: "PROD_DB.PUBLIC.PII", value: "person" }], maskingPolicy: "PROD_DB.PUBLIC.STARS" },
        ],
      });
      const codes = (findings as { code: string }[]).map(({ code }) => code);
      expect(codes).toEqual(expect.arrayContaining(["READ_ONLY_KIND", "ROWS_UNDER_POLICY", "MASKED_COLUMN"]));
      expect(ddl).toContain("CREATE TABLE public.daily_risk (");

      const explained = await run("explain", "daily_risk");
      expect(explained.stdout).toMatch(/TRADER .* tag PROD_DB\.PUBLIC\.PII = person/s);
      expect(explained.stdout).toContain("\n  Tags\n  PROD_DB.PUBLIC.OWNER = desk\n");
      const reviewed = await run("diff", "--format", "md");
      expect(reviewed.stdout).toContain("0 of them sensitive, 1 more masked or tagged in Snowflake.**");
      expect(reviewed.stdout).toMatch(/`trader` from `TRADER`.*\*\*in Snowflake:\*\* masked by .*, tag .* = person/);

      // A role that loses the right, or a run without a warehouse: the file says so, and the reviewer is told.
      project.commitAll();
      const less = plain.with({ SNOWFLAKE_WAREHOUSE: undefined });
      await sim.load("ALTER USER VERA SET DEFAULT_WAREHOUSE = ''");
      expect(await less.run("extract", "--all", "-q")).toMatchObject({ code: 0 });
      const told = await run("diff", "--format", "md");
      expect(told.stdout).toMatch(/### Less covered than before\n[^#]*no longer under the policy PROD/);
      expect(told.stdout).toContain("could not be seen: no warehouse");
    });
  });
});
