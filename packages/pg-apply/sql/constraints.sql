-- Keys, foreign keys, checks and exclusions of the tables ($1). What later servers added to the catalogues is read
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
ORDER BY c.conrelid, c.conname
