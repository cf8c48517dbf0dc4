-- Table finance.settlements, from Snowflake PROD_DB.FINANCE.SETTLEMENTS
-- Generated, do not edit: change config/tables.yaml and extract again.
-- name: settlements
-- edition: 1
-- target: v1:sha256:c18273f0d122fe140582b0c3c7068ea7d8fb4e832bdd76aa3dace0a8a5e8b978
-- body: sha256:4d8845ed0ea22b95e55b4a8fa70df72873e171793dc051bc53f464c0c13d7015

CREATE SCHEMA IF NOT EXISTS finance;

CREATE TABLE finance.settlements (
  trade_ref  text                      NOT NULL,
  leg        numeric(2,0)              NOT NULL,
  settles_on date                      NOT NULL,
  settles_at time(6) without time zone,
  amount     numeric(38,2)             NOT NULL,
  currency   text                      NOT NULL,
  confirmed  boolean                   DEFAULT false,
  CONSTRAINT settlements_pkey PRIMARY KEY (trade_ref, leg)
);

CREATE INDEX settlements_currency_idx ON finance.settlements (currency);
