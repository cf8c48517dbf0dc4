-- Table finance.instrument_identifiers, from Snowflake PROD_DB.FINANCE.INSTRUMENT_IDENTIFIERS
-- Generated, do not edit: change config/tables.yaml and extract again.
-- name: instrument_identifiers
-- edition: 1
-- target: v1:sha256:cf6b28cddbe363a773c49f115ee27403dd5d1802b71380163350a9b22907764a
-- body: sha256:6bf0ff231339b03191d3670da7066450a35a6f8ea28ccb9a56105045fb59965a

CREATE SCHEMA IF NOT EXISTS finance;

CREATE TABLE finance.instrument_identifiers (
  instrument_id numeric(18,0) NOT NULL,
  valid_from    date          NOT NULL,
  scheme        text          NOT NULL,
  identifier    text          NOT NULL,
  CONSTRAINT pk_identifiers PRIMARY KEY (scheme, instrument_id, valid_from)
);

CREATE INDEX instrument_identifiers_instrument_id_idx ON finance.instrument_identifiers (instrument_id);
