-- Least rights for people who run extractor-cli: the structure of the configured tables, no row of them, no warehouse.
-- Read it, then run it as a role that may create roles, users and warehouses and grant (ACCOUNTADMIN, or SECURITYADMIN with SYSADMIN). Running it again changes nothing.

CREATE ROLE IF NOT EXISTS "DP_METADATA" COMMENT = 'Sees the structure of the tables of tables.yaml, no rows';

GRANT USAGE ON DATABASE "PROD_DB" TO ROLE "DP_METADATA";
GRANT USAGE ON SCHEMA "PROD_DB"."PUBLIC" TO ROLE "DP_METADATA";

-- REFERENCES makes a table visible to SHOW and DESCRIBE. SELECT would show its rows.
-- Not extracted yet, so taken for tables: ON VIEW … for one that is a view.
GRANT REFERENCES ON TABLE "PROD_DB"."PUBLIC"."FINANCIAL_DATA" TO ROLE "DP_METADATA";
GRANT REFERENCES ON TABLE "PROD_DB"."PUBLIC"."MARKET_PRICES" TO ROLE "DP_METADATA";
GRANT REFERENCES ON TABLE "PROD_DB"."PUBLIC"."COMPANY_INFO" TO ROLE "DP_METADATA";

-- For each person:
-- GRANT ROLE "DP_METADATA" TO USER "…";

-- CREATE OR REPLACE TABLE without COPY GRANTS takes these grants away. These would give them again, and show the
-- structure of every table that is made in the schema later:
-- GRANT REFERENCES ON FUTURE TABLES IN SCHEMA "PROD_DB"."PUBLIC" TO ROLE "DP_METADATA";
