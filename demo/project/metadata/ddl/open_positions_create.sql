-- Table finance.open_positions, from Snowflake PROD_DB.FINANCE.OPEN_POSITIONS
-- Generated, do not edit: change config/tables.yaml and extract again.
-- name: open_positions
-- edition: 1
-- target: v1:sha256:ef31375f721cf8a84ee9a4bec167a0b1bfffdb866d025c8294cfe4a12f2164c4
-- body: sha256:f033402bfb141bc6879c05528cae3f4d87f64242d6e85d84170fee737d32aabf

CREATE SCHEMA IF NOT EXISTS finance;

CREATE TABLE finance.open_positions (
  as_of         date           NOT NULL,
  portfolio_id  numeric(38,0)  NOT NULL,
  instrument_id numeric(18,0)  NOT NULL,
  quantity      numeric(38,10) NOT NULL
);

COMMENT ON TABLE finance.open_positions IS 'A view becomes a table of what it shows';
