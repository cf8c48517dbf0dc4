-- The table of a name ($1 schema, $2 name), and what of it CREATE TABLE … LIKE does not carry over.
SELECT c.oid::text AS oid,
       c.relkind::text AS kind,
       c.relpersistence::text AS persistence,
       pg_catalog.pg_get_userbyid(c.relowner) AS owner,
       pg_catalog.pg_has_role(c.relowner, 'USAGE') AS owned,
       c.relowner = (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = current_user) AS own,
       coalesce(pg_catalog.has_schema_privilege(c.relowner, to_regnamespace('dp_load')::oid, 'CREATE'), true)
         OR (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = current_user) AS "ownerMayWait",
       c.relacl IS NOT NULL AS granted,
       c.reltuples::float8 AS estimate,
       pg_catalog.pg_table_size(c.oid)::float8 AS bytes,
       pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
       coalesce((SELECT pg_catalog.string_agg(o.option_name || '=' || pg_catalog.quote_literal(o.option_value), ', ')
                 FROM pg_catalog.pg_options_to_table(c.reloptions) o), '') AS options
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2
