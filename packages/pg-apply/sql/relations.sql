-- The schemas that exist ($1), then what has the names ($1 schemas, $2 names, side by side): tables, and anything else
-- that keeps a table from its name. Who has which right is read only where it is asked for ($3). Grantee 0 is everybody.
WITH granted_column AS MATERIALIZED (
  SELECT a.attrelid, a.attname, e.grantee, e.privilege_type, e.is_grantable
  FROM pg_catalog.pg_attribute a
  CROSS JOIN pg_catalog.aclexplode(a.attacl) e
  WHERE $3::boolean AND a.attacl IS NOT NULL AND NOT a.attisdropped
)
SELECT NULL AS oid,
       n.nspname AS schema,
       NULL AS name,
       'schema' AS kind,
       '' AS persistence,
       false AS inherits,
       NULL AS comment,
       NULL AS owner,
       NULL AS tablespace,
       CASE WHEN $3::boolean THEN (
         SELECT jsonb_agg(DISTINCT jsonb_build_object(
           'role', CASE WHEN e.grantee = 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(e.grantee) END,
           'privilege', e.privilege_type))
         FROM pg_catalog.aclexplode(coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))) e
       ) END AS grants
FROM pg_catalog.pg_namespace n
WHERE n.nspname = ANY ($1::text[])
UNION ALL
SELECT c.oid::text,
       n.nspname,
       c.relname,
       c.relkind::text,
       c.relpersistence::text,
       EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = c.oid),
       d.description,
       pg_catalog.pg_get_userbyid(c.relowner),
       s.spcname,
       CASE WHEN $3::boolean THEN (
         SELECT jsonb_agg(DISTINCT jsonb_strip_nulls(jsonb_build_object(
           'role', CASE WHEN g.grantee = 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(g.grantee) END,
           'privilege', g.privilege,
           'column', g.attname)))
         FROM (
           SELECT NULL AS attname, e.grantee, e.privilege_type || o.text AS privilege
           FROM pg_catalog.aclexplode(coalesce(c.relacl, pg_catalog.acldefault('r', c.relowner))) e
           JOIN (VALUES (false, ''), (true, ' WITH GRANT OPTION')) AS o (needed, text) ON e.is_grantable OR NOT o.needed
           UNION ALL
           SELECT e.attname, e.grantee, e.privilege_type || o.text
           FROM granted_column e
           JOIN (VALUES (false, ''), (true, ' WITH GRANT OPTION')) AS o (needed, text) ON e.is_grantable OR NOT o.needed
           WHERE e.attrelid = c.oid
         ) AS g
       ) END
FROM unnest($1::text[], $2::text[]) AS wanted (schema, name)
JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.schema
JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.name
JOIN pg_catalog.pg_database b ON b.datname = pg_catalog.current_database()
JOIN pg_catalog.pg_tablespace s ON s.oid = CASE WHEN c.reltablespace = 0 THEN b.dattablespace ELSE c.reltablespace END
LEFT JOIN pg_catalog.pg_description d
  ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0
ORDER BY schema, name NULLS FIRST
