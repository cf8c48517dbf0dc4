-- All tables: psql -v ON_ERROR_STOP=1 -1 -f _all.sql
-- Generated, do not edit: change config/tables.yaml and extract again.
-- body: sha256:9610895b7a0a940d37044ef564b1fab148f0a81ab23970ea3046757edfc26ecd

\ir all_types_create.sql
\ir company_info_create.sql
\ir company_links_create.sql
\ir counterparties_create.sql
\ir currencies_create.sql
\ir financial_data_create.sql
\ir instrument_identifiers_create.sql
\ir instruments_create.sql
\ir managers_create.sql
\ir market_prices_create.sql
\ir open_positions_create.sql
\ir portfolios_create.sql
\ir position_marks_create.sql
\ir positions_create.sql
\ir risk_factors_create.sql
\ir settlements_create.sql
\ir trades_create.sql
\ir _foreign_keys.sql
