-- Table finance.managers, from Snowflake PROD_DB.FINANCE.MANAGERS
-- Generated, do not edit: change config/tables.yaml and extract again.
-- name: managers
-- edition: 1
-- target: v1:sha256:4c5e808f24e84dd630baf004c78e672321b258c3e4fe135e62cdc7b77deb1702
-- body: sha256:4fef40d7ae64d9ed7e6a87d2d99e1c3426c3b5f68aaeb73a8376b542297eeab5

SET client_encoding = 'UTF8';

CREATE SCHEMA IF NOT EXISTS finance;

CREATE TABLE finance.managers (
  manager_id        numeric(38,0) NOT NULL,
  full_name         text          NOT NULL,
  main_portfolio_id numeric(38,0),
  CONSTRAINT managers_pkey PRIMARY KEY (manager_id)
);

COMMENT ON TABLE finance.managers IS 'Refers to PORTFOLIOS, which refers back: a cycle';
COMMENT ON COLUMN finance.managers.full_name IS 'الاسم الكامل';

CREATE INDEX managers_main_portfolio_id_idx ON finance.managers (main_portfolio_id);
