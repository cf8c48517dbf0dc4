-- Table finance.portfolios, from Snowflake PROD_DB.FINANCE.PORTFOLIOS
-- Generated, do not edit: change config/tables.yaml and extract again.
-- name: portfolios
-- edition: 1
-- target: v1:sha256:cfd111510e2de8a98fa9747314673bc885fbe4deabc65536a03bd477c3652318
-- body: sha256:28e77065364eaa7d226eca3cb51d30fec423fe2d8d83d82e4056018f479c6e2a

CREATE SCHEMA IF NOT EXISTS finance;

CREATE TABLE finance.portfolios (
  portfolio_id  numeric(38,0) NOT NULL,
  manager_id    numeric(38,0) NOT NULL,
  base_currency text          DEFAULT 'EUR' NOT NULL,
  benchmark     text,
  CONSTRAINT portfolios_pkey PRIMARY KEY (portfolio_id)
);

CREATE INDEX portfolios_manager_id_idx ON finance.portfolios (manager_id);
CREATE INDEX portfolios_base_currency_idx ON finance.portfolios (base_currency);
