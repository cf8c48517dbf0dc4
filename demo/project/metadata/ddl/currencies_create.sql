-- Table finance.currencies, from Snowflake PROD_DB.FINANCE.CURRENCIES
-- Generated, do not edit: change config/tables.yaml and extract again.
-- name: currencies
-- edition: 1
-- target: v1:sha256:f6e81ee73ec55713aa139acc6444ec80636b78190f0324d7bef612d99ca30cfb
-- body: sha256:89651801a26460d3730deef2e7ea618658b25760de5a95f1c7ed9ef6f9c3edba

SET client_encoding = 'UTF8';

CREATE SCHEMA IF NOT EXISTS finance;

CREATE TABLE finance.currencies (
  code   text         NOT NULL,
  name   text         NOT NULL,
  minor  numeric(1,0) DEFAULT 2 NOT NULL,
  symbol text,
  CONSTRAINT currencies_pkey PRIMARY KEY (code)
);

COMMENT ON TABLE finance.currencies IS 'Währungen nach ISO 4217';
COMMENT ON COLUMN finance.currencies.code IS 'ISO 4217 code';
COMMENT ON COLUMN finance.currencies.minor IS 'Digits after the point';
