-- Table finance.position_marks, from Snowflake PROD_DB.FINANCE.POSITION_MARKS
-- Generated, do not edit: change config/tables.yaml and extract again.
-- name: position_marks
-- edition: 1
-- target: v1:sha256:b830e0f20fc2dd3eb3f67a2fd8c8bf231e74b4fa7415ccc99adcbb0360413e1f
-- body: sha256:9cea7713a125e3f848d1e9c3461d308ce2e4db5a8d21bdb784d321b562e4ac2d

CREATE SCHEMA IF NOT EXISTS finance;

CREATE TABLE finance.position_marks (
  as_of         date                           NOT NULL,
  portfolio_id  numeric(38,0)                  NOT NULL,
  instrument_id numeric(18,0)                  NOT NULL,
  marked_at     timestamp(6) without time zone NOT NULL,
  mark          double precision               NOT NULL
);

COMMENT ON TABLE finance.position_marks IS 'Intraday marks; transient';

CREATE INDEX position_marks_as_of_portfolio_id_instrument_id_idx ON finance.position_marks (as_of, portfolio_id, instrument_id);
