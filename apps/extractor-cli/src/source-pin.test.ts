import { expect, test } from "@jest/globals";
import type { SessionInfo } from "@dp/snowflake-client";

import { refuseOtherSource } from "./source-pin.ts";

const info: SessionInfo = {
  account: "PROD_EU",
  locator: "XY12345",
  organization: "MYBANK",
  user: "VERA",
  role: "DP_METADATA",
  warehouse: null,
  database: null,
  schema: null,
  region: "PUBLIC.AWS_EU_CENTRAL_1",
  version: null,
};

test.each([
  "MYBANK-PROD_EU",
  "mybank-prod-eu",
  "MYBANK.PROD_EU",
  "PROD_EU",
  "xy12345.eu-central-1",
  "XY12345.eu-central-1.aws",
])("the account is also known as %s", (account) => {
  expect(() => {
    refuseOtherSource(info, { account });
  }).not.toThrow();
});

test.each([
  "MYBANK-PROD",
  "OTHER-PROD_EU",
  "MYBANK-PROD_EU2",
  "xy12345",
  "xy12345.eu-west-1",
  "xy12346.eu-central-1",
  "MYBANK",
])("%s is another account", (account) => {
  expect(() => {
    refuseOtherSource(info, { account });
  }).toThrow(`the session's account is MYBANK-PROD_EU; tables.yaml wants ${account}`);
});

test.each([
  [{ ...info, region: "AZURE_WESTEUROPE" }, "xy12345.west-europe.azure"],
  [{ ...info, region: "GCP_EUROPE_WEST2" }, "xy12345.europe-west2.gcp"],
  [{ ...info, region: "AWS_US_WEST_2" }, "xy12345"],
])("a locator with its region in other clouds, and alone in the first one", (there, account) => {
  expect(() => {
    refuseOtherSource(there, { account });
  }).not.toThrow();
});

test("a role is pinned too, and no role is none", () => {
  expect(() => {
    refuseOtherSource(info, { role: "dp_metadata" });
  }).not.toThrow();
  expect(() => {
    refuseOtherSource({ ...info, role: null }, { role: "DP_METADATA" });
  }).toThrow("the session's role is none");
});
