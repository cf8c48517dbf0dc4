import { startObjectStore } from "@dp/object-store";
import { expect, test } from "@jest/globals";

import { onStage, prodSql, startSim, tablesYaml } from "./stage.ts";

const grants = "GRANT SELECT ON ALL TABLES IN SCHEMA PROD_DB.PUBLIC TO ROLE DP_METADATA;";

test("bundles go into an object store, signature last; one that overwrites is refused", async () => {
  const objects = await startObjectStore("dp-exchange");
  const sim = await startSim([prodSql, grants]);
  const delivery = `delivery: { folder: "s3://dp-exchange/nightly?endpoint=${objects.endpoint}", recipients: [config/keys/us.recipient], signing_key: .dp/keys/extractor.signing-key }\n`;
  try {
    await onStage(sim, tablesYaml(["name: market_prices"], delivery), async (plain) => {
      const stage = plain.with({
        AWS_ACCESS_KEY_ID: "S3RVER",
        AWS_SECRET_ACCESS_KEY: "S3RVER",
        SNOWFLAKE_WAREHOUSE: "REPORTING_WH",
      });
      // An identity of nobody's: this side only needs the public half.
      stage.project.write(
        "config/keys/us.recipient",
        "age1zg9aht6ww0gdazgxxqvtstfsa9nwevrkgyuk0scm6wsd9nd9rahqymaamf\n",
      );
      expect(await stage.run("keys", "create")).toMatchObject({ code: 0 });
      expect(await stage.run("extract", "--all")).toMatchObject({ code: 0 });

      objects.conditional = false;
      const refused = await stage.run("unload", "--all");
      expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining("S3_NOT_CONDITIONAL")]);
      objects.conditional = true;
      objects.requests.length = 0;
      expect(await stage.run("unload", "--all")).toMatchObject({ code: 0 });
      const names = objects.requests.filter((request) => request.startsWith("PUT")).map((one) => one.split("/").pop());
      const bundle = ["part-00000.copy.gz.age", "manifest.json", "manifest.jws", "head.json", "head.jws"];
      // The bundle that could not be sent goes first.
      expect(names).toEqual([".conditional-writes", ...bundle, ...bundle]);
    });
  } finally {
    await sim.close();
    await objects.close();
  }
});
