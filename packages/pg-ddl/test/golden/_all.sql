-- All tables: psql -v ON_ERROR_STOP=1 -1 -f _all.sql
-- Generated, do not edit: change config/tables.yaml and extract again.
-- body: sha256:04cf51cbf58ab54944a8812bf5adade167a37794da412238642212cea80f7987

\ir customers_create.sql
\ir everything_create.sql
\ir hostile_create.sql
\ir orders_create.sql
\ir _foreign_keys.sql
