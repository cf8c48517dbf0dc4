-- Least rights for the service user that reads rows at night: SELECT on the configured tables, nothing else.
-- Read it, then run it as a role that may create roles, users and warehouses and grant (ACCOUNTADMIN, or SECURITYADMIN with SYSADMIN). Running it again changes nothing.

CREATE ROLE IF NOT EXISTS "DP_UNLOAD" COMMENT = 'Reads the rows of the tables of tables.yaml, nothing else';

-- A warehouse of its own: small, asleep when idle. A resource monitor limits what it may cost.
CREATE WAREHOUSE IF NOT EXISTS "DP_WH" WAREHOUSE_SIZE = XSMALL AUTO_SUSPEND = 60 INITIALLY_SUSPENDED = TRUE;
GRANT USAGE ON WAREHOUSE "DP_WH" TO ROLE "DP_UNLOAD";

GRANT USAGE ON DATABASE "PROD_DB" TO ROLE "DP_UNLOAD";
GRANT USAGE ON SCHEMA "PROD_DB"."PUBLIC" TO ROLE "DP_UNLOAD";

-- Not extracted yet, so taken for tables: ON VIEW … for one that is a view.
GRANT SELECT ON TABLE "PROD_DB"."PUBLIC"."FINANCIAL_DATA" TO ROLE "DP_UNLOAD";
GRANT SELECT ON TABLE "PROD_DB"."PUBLIC"."MARKET_PRICES" TO ROLE "DP_UNLOAD";
GRANT SELECT ON TABLE "PROD_DB"."PUBLIC"."COMPANY_INFO" TO ROLE "DP_UNLOAD";

-- TYPE = SERVICE: no password and no browser; secondary roles would add rights of other roles.
CREATE USER IF NOT EXISTS "DP_NIGHTLY" TYPE = SERVICE DEFAULT_ROLE = "DP_UNLOAD" DEFAULT_WAREHOUSE = "DP_WH" DEFAULT_SECONDARY_ROLES = () COMMENT = 'Reads the rows of the tables of tables.yaml, nothing else';
GRANT ROLE "DP_UNLOAD" TO USER "DP_NIGHTLY";

-- Key pair: made where the program runs; only the public half leaves that machine.
--   openssl genrsa 2048 | openssl pkcs8 -topk8 -v2 aes-256-cbc -inform PEM -out rsa_key.p8 && chmod 600 rsa_key.p8
--   openssl rsa -in rsa_key.p8 -pubout
-- ALTER USER "DP_NIGHTLY" SET RSA_PUBLIC_KEY = '<the lines between BEGIN and END>';

-- Network policy: the key alone, taken elsewhere, opens nothing.
-- CREATE NETWORK POLICY DP_SERVICE ALLOWED_IP_LIST = ('<address of the VPN gateway>');
-- ALTER USER "DP_NIGHTLY" SET NETWORK_POLICY = DP_SERVICE;
