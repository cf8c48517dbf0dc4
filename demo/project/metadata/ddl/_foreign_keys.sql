-- Foreign keys of all tables
-- Generated, do not edit: change config/tables.yaml and extract again.
-- target: v1:sha256:888119148a1dfd4fa02838664d6529c787f1fab7f8df4fed7445436f4999c4d0
-- body: sha256:80c167716c6f1e7dfe159685a4eafef58d8fc03a79f8fd420eb4a8ec87b6ecb6

ALTER TABLE finance.company_links
  ADD CONSTRAINT fk_company FOREIGN KEY (company_id) REFERENCES public.company_info (company_id);
ALTER TABLE finance.company_links
  ADD CONSTRAINT fk_counterparty FOREIGN KEY (counterparty_id) REFERENCES finance.counterparties (id);

ALTER TABLE finance.counterparties
  ADD CONSTRAINT fk_parent FOREIGN KEY (parent_id) REFERENCES finance.counterparties (id);

ALTER TABLE public.financial_data
  ADD CONSTRAINT fk_financial_data_company FOREIGN KEY (company_id) REFERENCES public.company_info (company_id);

ALTER TABLE finance.instrument_identifiers
  ADD CONSTRAINT fk_instrument FOREIGN KEY (instrument_id) REFERENCES finance.instruments (instrument_id) ON DELETE CASCADE;

ALTER TABLE finance.instruments
  ADD CONSTRAINT fk_currency FOREIGN KEY (currency) REFERENCES finance.currencies (code) ON DELETE RESTRICT;

ALTER TABLE finance.managers
  ADD CONSTRAINT fk_main_portfolio FOREIGN KEY (main_portfolio_id) REFERENCES finance.portfolios (portfolio_id);

ALTER TABLE finance.portfolios
  ADD CONSTRAINT portfolios_manager_id_fkey FOREIGN KEY (manager_id) REFERENCES finance.managers (manager_id);
ALTER TABLE finance.portfolios
  ADD CONSTRAINT portfolios_base_currency_fkey FOREIGN KEY (base_currency) REFERENCES finance.currencies (code);

ALTER TABLE finance.positions
  ADD CONSTRAINT positions_portfolio_id_fkey FOREIGN KEY (portfolio_id) REFERENCES finance.portfolios (portfolio_id);
ALTER TABLE finance.positions
  ADD CONSTRAINT positions_instrument_id_fkey FOREIGN KEY (instrument_id) REFERENCES finance.instruments (instrument_id);

ALTER TABLE finance.settlements
  ADD CONSTRAINT fk_trade_ref FOREIGN KEY (trade_ref) REFERENCES finance.trades (client_ref);
ALTER TABLE finance.settlements
  ADD CONSTRAINT settlements_currency_fkey FOREIGN KEY (currency) REFERENCES finance.currencies (code);

ALTER TABLE finance.trades
  ADD CONSTRAINT fk_portfolio FOREIGN KEY (portfolio_id) REFERENCES finance.portfolios (portfolio_id);
ALTER TABLE finance.trades
  ADD CONSTRAINT fk_instrument FOREIGN KEY (instrument_id) REFERENCES finance.instruments (instrument_id);
ALTER TABLE finance.trades
  ADD CONSTRAINT fk_counterparty FOREIGN KEY (counterparty_id) REFERENCES finance.counterparties (id);
