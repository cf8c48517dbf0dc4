-- Table public.market_prices, from Snowflake PROD_DB.PUBLIC.MARKET_PRICES
-- Generated, do not edit: change config/tables.yaml and extract again.
-- name: market_prices
-- edition: 1
-- target: v1:sha256:19096ee49242184173263dbb4a39e9cc47f5bbfa7a408df39b782b6b7a0ab431
-- body: sha256:330aac53d231320305e859c1c7b9f5a00f1d94164d527395cf9b182242d62109

CREATE TABLE public.market_prices (
  symbol    text                        NOT NULL,
  priced_at timestamp(6) with time zone NOT NULL,
  open      numeric(18,6),
  high      numeric(18,6),
  low       numeric(18,6),
  close     numeric(18,6)               NOT NULL,
  volume    numeric(38,0)               DEFAULT 0,
  vwap      double precision,
  source    text                        DEFAULT 'exchange',
  CONSTRAINT pk_market_prices PRIMARY KEY (symbol, priced_at)
);

COMMENT ON TABLE public.market_prices IS 'End-of-day and intraday prices';
COMMENT ON COLUMN public.market_prices.priced_at IS 'With the exchange''s own offset';
