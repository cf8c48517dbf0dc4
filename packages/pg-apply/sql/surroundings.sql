-- Which extensions are installed in this database, and which of the roles ($1) and tablespaces ($2) the server has.
SELECT 'extension' AS kind, e.extname AS name FROM pg_catalog.pg_extension e
UNION ALL
SELECT 'role', r.rolname FROM pg_catalog.pg_roles r WHERE r.rolname = ANY ($1::text[])
UNION ALL
SELECT 'tablespace', t.spcname FROM pg_catalog.pg_tablespace t WHERE t.spcname = ANY ($2::text[])
