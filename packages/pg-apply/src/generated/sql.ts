// Made by scripts/build-sql.mjs from sql/; do not edit.

export const columnsSql = `-- Columns of the tables ($1), in their order, with what fills them.
SELECT a.attrelid::text AS oid,
       a.attname AS name,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
       NOT a.attnotnull AS nullable,
       CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END AS "default",
       CASE WHEN a.attgenerated <> '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END AS generated,
       a.attidentity::text AS identity,
       s.seqstart::text AS start,
       s.seqincrement::text AS increment,
       CASE WHEN a.attcollation <> t.typcollation THEN l.collname END AS collation,
       m.description AS comment
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_catalog.pg_depend p
  ON a.attidentity <> '' AND p.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.refobjid = a.attrelid
 AND p.refobjsubid = a.attnum AND p.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.deptype = 'i'
LEFT JOIN pg_catalog.pg_sequence s ON s.seqrelid = p.objid
LEFT JOIN pg_catalog.pg_description m
  ON m.objoid = a.attrelid AND m.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND m.objsubid = a.attnum
WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum`;

export const constraintsSql = `-- Keys, foreign keys, checks and exclusions of the tables ($1). What later servers added to the catalogues is read
-- through jsonb, where an absent field is NULL: NULLS NOT DISTINCT and SET NULL (columns) from 15, NOT ENFORCED and
-- WITHOUT OVERLAPS from 18. "plain" is what our model can say.
SELECT c.conrelid::text AS oid,
       c.conname AS name,
       c.contype::text AS kind,
       ARRAY (
         SELECT a.attname::text
         FROM unnest(c.conkey) WITH ORDINALITY AS k (attnum, place)
         JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum
         ORDER BY k.place
       ) AS columns,
       rn.nspname AS "referencedSchema",
       r.relname AS "referencedTable",
       ARRAY (
         SELECT a.attname::text
         FROM unnest(c.confkey) WITH ORDINALITY AS k (attnum, place)
         JOIN pg_catalog.pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.attnum
         ORDER BY k.place
       ) AS "referencedColumns",
       c.confupdtype::text AS "onUpdate",
       c.confdeltype::text AS "onDelete",
       coalesce((to_jsonb(c) ->> 'conenforced')::boolean, true) AS enforced,
       c.convalidated AS validated,
       NOT c.condeferrable
         AND coalesce((to_jsonb(c) ->> 'conperiod')::boolean, false) = false
         AND CASE
               WHEN c.contype = 'f' THEN c.confmatchtype = 's' AND to_jsonb(c) ->> 'confdelsetcols' IS NULL
               WHEN c.contype IN ('p', 'u') THEN
                 i.indnkeyatts = i.indnatts
                   AND coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) = false
               ELSE false
             END AS plain,
       pg_catalog.pg_get_constraintdef(c.oid) AS definition
FROM pg_catalog.pg_constraint c
LEFT JOIN pg_catalog.pg_index i ON c.contype IN ('p', 'u') AND i.indexrelid = c.conindid
LEFT JOIN pg_catalog.pg_class r ON r.oid = c.confrelid
LEFT JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
WHERE c.conrelid = ANY ($1::oid[]) AND c.contype IN ('p', 'u', 'f', 'c', 'x')
ORDER BY c.conrelid, c.conname`;

export const dependentsSql = `-- What depends on the tables ($1) and is no part of them: because of it DROP TABLE without CASCADE is refused. A table's
-- parts are its sequences and its row type; what depends on those depends on the table. A view depends by its rule.
WITH part AS (
  SELECT t.oid AS root, 'pg_catalog.pg_class'::pg_catalog.regclass::oid AS classid, t.oid AS objid
  FROM unnest($1::oid[]) AS t (oid)
  UNION ALL
  SELECT d.refobjid, d.classid, d.objid
  FROM pg_catalog.pg_depend d
  WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = ANY ($1::oid[])
    AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i')
  UNION ALL
  SELECT t.typrelid, 'pg_catalog.pg_type'::pg_catalog.regclass, unnest(ARRAY [t.oid, t.typarray])
  FROM pg_catalog.pg_type t
  WHERE t.typrelid = ANY ($1::oid[])
)
SELECT DISTINCT p.root::text AS oid,
       CASE WHEN r.oid IS NULL THEN pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid)
            ELSE pg_catalog.pg_describe_object('pg_catalog.pg_class'::pg_catalog.regclass, r.ev_class, 0)
       END AS description,
       kn.nspname AS "keySchema",
       kc.relname AS "keyTable",
       k.conname AS "keyName"
FROM part p
JOIN pg_catalog.pg_depend d ON d.refclassid = p.classid AND d.refobjid = p.objid AND d.deptype = 'n'
LEFT JOIN pg_catalog.pg_rewrite r ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND r.oid = d.objid
LEFT JOIN pg_catalog.pg_attrdef f ON d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND f.oid = d.objid
LEFT JOIN pg_catalog.pg_constraint k ON d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND k.oid = d.objid
LEFT JOIN pg_catalog.pg_class kc ON kc.oid = k.conrelid
LEFT JOIN pg_catalog.pg_namespace kn ON kn.oid = kc.relnamespace
WHERE coalesce(r.ev_class, f.adrelid, k.conrelid, 0) <> ALL ($1::oid[])
  AND NOT (d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = ANY ($1::oid[]))
ORDER BY 1, 2`;

export const elsewhereSql = `-- Tables of the names ($1) in any schema but those of the system.
SELECT n.nspname AS schema, c.relname AS name
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = ANY ($1::text[]) AND c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, c.relname`;

export const expressionsSql = `-- How the server prints the defaults of the columns of tables ($1, their names as text).
SELECT a.attname AS name, pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS expression
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = ANY ($1::text[]::pg_catalog.regclass[])`;

export const indexesSql = `-- Indexes of the tables ($1) that stand behind no constraint. "plain" is what our model can say: one of its methods over
-- columns, with each column's own collation, the type's default operator class and the default order.
SELECT i.indrelid::text AS oid,
       c.relname AS name,
       ARRAY (
         SELECT a.attname::text
         FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, place)
         JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
         ORDER BY k.place
       ) AS columns,
       i.indisunique AS "unique",
       i.indisvalid AS valid,
       m.amname AS method,
       m.amname IN ('btree', 'brin', 'gin', 'hash')
         AND i.indexprs IS NULL
         AND i.indpred IS NULL
         AND i.indnkeyatts = i.indnatts
         AND coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) = false
         AND NOT EXISTS (
           SELECT
           FROM unnest(i.indkey::smallint[], i.indclass::oid[], i.indoption::smallint[], i.indcollation::oid[])
             AS k (attnum, opclass, options, collated)
           JOIN pg_catalog.pg_opclass o ON o.oid = k.opclass
           JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
           WHERE NOT o.opcdefault OR k.options <> 0 OR k.collated <> a.attcollation
         ) AS plain,
       pg_catalog.pg_get_indexdef(i.indexrelid) AS definition
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
JOIN pg_catalog.pg_am m ON m.oid = c.relam
WHERE i.indrelid = ANY ($1::oid[])
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
  )
ORDER BY i.indrelid, c.relname`;

export const invalidIndexSql = `-- Whether a build without a transaction ended half-way and left its index ($1 schema, $2 name), and nobody builds it now.
SELECT 1 AS found
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
WHERE n.nspname = $1 AND c.relname = $2 AND NOT i.indisvalid
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = c.oid)`;

export const relationsSql = `-- The schemas that exist ($1), then what has the names ($1 schemas, $2 names, side by side): tables, and anything else
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
ORDER BY schema, name NULLS FIRST`;

export const sizesSql = `-- How big tables are ($1 schemas, $2 names, side by side). reltuples is -1 while nobody has counted.
SELECT c.oid::text AS oid,
       n.nspname AS schema,
       c.relname AS name,
       pg_catalog.pg_relation_size(c.oid)::float8 AS bytes,
       c.reltuples::float8 AS estimate
FROM unnest($1::text[], $2::text[]) AS wanted (schema, name)
JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.schema
JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.name AND c.relkind = 'r'`;

export const surroundingsSql = `-- Which extensions are installed in this database, and which of the roles ($1) and tablespaces ($2) the server has.
SELECT 'extension' AS kind, e.extname AS name FROM pg_catalog.pg_extension e
UNION ALL
SELECT 'role', r.rolname FROM pg_catalog.pg_roles r WHERE r.rolname = ANY ($1::text[])
UNION ALL
SELECT 'tablespace', t.spcname FROM pg_catalog.pg_tablespace t WHERE t.spcname = ANY ($2::text[])`;
