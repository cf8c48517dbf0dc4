-- All tables: psql -v ON_ERROR_STOP=1 -1 -f _all.sql
-- Generated, do not edit: change config/tables.yaml and extract again.
-- body: sha256:a305aa67cd707a3c585f04165bf35acdf6b8abdae9ac409aaf1e4cb5601c3471

\ir company_info_create.sql
\ir financial_data_create.sql
\ir market_prices_create.sql
\ir _foreign_keys.sql
