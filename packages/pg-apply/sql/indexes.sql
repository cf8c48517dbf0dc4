-- Indexes of the tables ($1) that stand behind no constraint. "plain" is what our model can say: one of its methods over
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
ORDER BY i.indrelid, c.relname
