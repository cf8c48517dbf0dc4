-- Table public.company_info, from Snowflake PROD_DB.PUBLIC.COMPANY_INFO
-- Generated, do not edit: change config/tables.yaml and extract again.
-- name: company_info
-- edition: 1
-- target: v1:sha256:48175535ec6f71ce7d1b33c2807360b72acfb050cbc6cf84852ea397265dea3b
-- body: sha256:9eb8297e6cfe73d8d6e05e7ff50222c6eddfc40eaeaa59f0e4c63f3b54f1d9b1

SET client_encoding = 'UTF8';

CREATE TABLE public.company_info (
  company_id numeric(38,0)                  NOT NULL,
  symbol     text                           NOT NULL,
  legal_name text                           NOT NULL,
  founded_on date,
  attributes jsonb,
  tags       jsonb,
  updated_at timestamp(3) without time zone DEFAULT (now() AT TIME ZONE 'UTC'),
  CONSTRAINT pk_company_info PRIMARY KEY (company_id),
  CONSTRAINT company_info_symbol_key UNIQUE (symbol)
);

COMMENT ON TABLE public.company_info IS 'Companies we follow';
COMMENT ON COLUMN public.company_info.legal_name IS 'Nom légal · 法定名称 · Юридическое название';
