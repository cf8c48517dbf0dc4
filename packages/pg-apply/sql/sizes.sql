-- How big tables are ($1 schemas, $2 names, side by side). reltuples is -1 while nobody has counted.
SELECT c.oid::text AS oid,
       n.nspname AS schema,
       c.relname AS name,
       pg_catalog.pg_relation_size(c.oid)::float8 AS bytes,
       c.reltuples::float8 AS estimate
FROM unnest($1::text[], $2::text[]) AS wanted (schema, name)
JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.schema
JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.name AND c.relkind = 'r'
