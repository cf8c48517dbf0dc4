-- Foreign keys from and to the tables ($1), with the text that stands behind the columns referred to. Without text: the
-- definition is none that we can say of another table.
SELECT c.oid::text AS oid,
       c.conname AS name,
       c.conrelid::text AS "fromOid",
       fn.nspname AS "fromSchema",
       f.relname AS "fromTable",
       c.confrelid::text AS "toOid",
       tn.nspname AS "toSchema",
       r.relname AS "toTable",
       k.own AS columns,
       k.other AS "referencedColumns",
       c.confdeltype::text AS "onDelete",
       c.confupdtype::text AS "onUpdate",
       c.condeferrable AS deferrable,
       c.conparentid <> 0 OR f.relkind = 'p' AS partitioned,
       pg_catalog.pg_has_role(f.relowner, 'USAGE') AS owned,
       CASE WHEN starts_with(t.def, t.head) THEN substr(t.def, length(t.head) + 1) END AS rest,
       pg_catalog.obj_description(c.oid, 'pg_constraint') AS comment
FROM pg_catalog.pg_constraint c
JOIN pg_catalog.pg_class f ON f.oid = c.conrelid
JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
JOIN pg_catalog.pg_class r ON r.oid = c.confrelid
JOIN pg_catalog.pg_namespace tn ON tn.oid = r.relnamespace
CROSS JOIN LATERAL (
  SELECT ARRAY (SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY AS p (n, place)
                JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = p.n ORDER BY p.place) AS own,
         ARRAY (SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY AS p (n, place)
                JOIN pg_catalog.pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = p.n ORDER BY p.place) AS other
) k
CROSS JOIN LATERAL (
  SELECT pg_catalog.pg_get_constraintdef(c.oid) AS def,
         pg_catalog.format('FOREIGN KEY (%s) REFERENCES %I.%I(%s)',
           (SELECT string_agg(quote_ident(n), ', ' ORDER BY p) FROM unnest(k.own) WITH ORDINALITY AS u (n, p)),
           tn.nspname, r.relname,
           (SELECT string_agg(quote_ident(n), ', ' ORDER BY p) FROM unnest(k.other) WITH ORDINALITY AS u (n, p))) AS head
) t
WHERE c.contype = 'f' AND (c.conrelid = ANY ($1::oid[]) OR c.confrelid = ANY ($1::oid[]))
ORDER BY c.conrelid, c.conname
