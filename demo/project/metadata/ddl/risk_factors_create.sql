-- Table finance.risk_factors, from Snowflake PROD_DB.FINANCE.Risk "Factors"; --
-- Generated, do not edit: change config/tables.yaml and extract again.
-- name: risk_factors
-- edition: 1
-- target: v1:sha256:5d4470b22830f23f4e8b21ae9c3ce59441dcf4b9ba3724993adc0703ba4bc809
-- body: sha256:629ae4437b28b0fc2b0f59f25b7b4ce9c3d29ce29796cd0cc14c20eefc589b48

SET client_encoding = 'UTF8';

CREATE SCHEMA IF NOT EXISTS finance;

CREATE TABLE finance.risk_factors (
  "select"                                                          numeric(10,0) NOT NULL,
  "Mixed Case"                                                      text,
  "a""b"                                                            text,
  "günstig €"                                                       numeric(10,2),
  ctid_                                                             boolean,
  "a.b"                                                             text,
  "😀"                                                               text,
  "A name that is much longer than the sixty-three bytes _101a2787" numeric(5,0),
  CONSTRAINT risk_factors_pkey PRIMARY KEY ("select")
);

COMMENT ON TABLE finance.risk_factors IS 'Robert''); DROP TABLE students; --';
COMMENT ON COLUMN finance.risk_factors."select" IS 'A reserved word';
COMMENT ON COLUMN finance.risk_factors."a""b" IS E'Quotes '' and " and a\nsecond line';
