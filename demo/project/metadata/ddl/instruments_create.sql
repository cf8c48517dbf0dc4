-- Table finance.instruments, from Snowflake PROD_DB.FINANCE.INSTRUMENTS
-- Generated, do not edit: change config/tables.yaml and extract again.
-- name: instruments
-- edition: 1
-- target: v1:sha256:242a98f532bb84755980e8c4e18ea4892bb426ee661857b3183000633099f69a
-- body: sha256:b147bb66bcf8a9c95d6545fffbb4260775d5c00210f9372035ce53044230d40e

SET client_encoding = 'UTF8';

CREATE SCHEMA IF NOT EXISTS finance;

CREATE TABLE finance.instruments (
  instrument_id numeric(18,0)                  NOT NULL,
  isin          text,
  kind          text                           DEFAULT 'EQUITY' NOT NULL,
  currency      text                           NOT NULL,
  terms         jsonb,
  matures_on    date,
  created_at    timestamp(6) without time zone DEFAULT (now() AT TIME ZONE 'UTC'),
  CONSTRAINT pk_instruments PRIMARY KEY (instrument_id),
  CONSTRAINT uq_instruments_isin UNIQUE (isin)
);

COMMENT ON TABLE finance.instruments IS '金融商品マスタ';
COMMENT ON COLUMN finance.instruments.terms IS 'Terms and conditions as they came';

CREATE INDEX instruments_kind_matures_on_idx ON finance.instruments (kind, matures_on);
CREATE INDEX instruments_currency_idx ON finance.instruments (currency);
