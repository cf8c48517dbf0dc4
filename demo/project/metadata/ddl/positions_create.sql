-- Table finance.positions, from Snowflake PROD_DB.FINANCE.POSITIONS
-- Generated, do not edit: change config/tables.yaml and extract again.
-- name: positions
-- edition: 1
-- target: v1:sha256:f25118c55095e25ec3245c76cb35bcda44fd39955129784988375e74559f76eb
-- body: sha256:1c05295e147270fdf0bcb89cdb40ca2fe0d5015c91a2a6c8b05dfe09c584af95

CREATE SCHEMA IF NOT EXISTS finance;

CREATE TABLE finance.positions (
  as_of         date             NOT NULL,
  portfolio_id  numeric(38,0)    NOT NULL,
  instrument_id numeric(18,0)    NOT NULL,
  quantity      numeric(38,10)   NOT NULL,
  market_value  double precision,
  CONSTRAINT pk_positions PRIMARY KEY (as_of, portfolio_id, instrument_id)
);

CREATE INDEX positions_portfolio_id_idx ON finance.positions (portfolio_id);
CREATE INDEX positions_instrument_id_idx ON finance.positions (instrument_id);
