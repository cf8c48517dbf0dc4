-- Table finance.company_links, from Snowflake PROD_DB.FINANCE.COMPANY_LINKS
-- Generated, do not edit: change config/tables.yaml and extract again.
-- name: company_links
-- edition: 1
-- target: v1:sha256:5ec1847ddcc26f0920f535b781ff84819559a234506453a6ed87d8809dad154a
-- body: sha256:10f53217c2e9e2ae0c6428ad0dfcf9824bc5922a752a7b081e3c30a3ca093b67

CREATE SCHEMA IF NOT EXISTS finance;

CREATE TABLE finance.company_links (
  company_id      numeric(38,0) NOT NULL,
  counterparty_id bigint        NOT NULL,
  CONSTRAINT company_links_pkey PRIMARY KEY (company_id, counterparty_id)
);

COMMENT ON TABLE finance.company_links IS 'A foreign key to another schema';

CREATE INDEX company_links_counterparty_id_idx ON finance.company_links (counterparty_id);
