-- Indexes of a table ($1) as they can be built on another one: the constraint's definition, or what stands behind the
-- table's name in CREATE INDEX. Neither where the text is not as expected.
SELECT x.relname AS name,
       i.indisunique AS "unique",
       i.indisvalid AND i.indisready AS valid,
       i.indimmediate AS immediate,
       i.indpred IS NULL AND i.indexprs IS NULL AND i.indisunique AND i.indimmediate AND i.indisvalid AS "tellsRowsApart",
       ARRAY (
         SELECT a.attname::text
         FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, place)
         JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
         WHERE k.place <= i.indnkeyatts
         ORDER BY k.place
       ) AS columns,
       c.conname AS "constraint",
       pg_catalog.pg_get_constraintdef(c.oid) AS definition,
       CASE WHEN starts_with(t.def, t.head) THEN substr(t.def, length(t.head) + 1) END AS method,
       pg_catalog.obj_description(x.oid, 'pg_class') AS comment,
       pg_catalog.obj_description(c.oid, 'pg_constraint') AS "constraintComment"
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
JOIN pg_catalog.pg_class r ON r.oid = i.indrelid
JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
LEFT JOIN pg_catalog.pg_constraint c ON c.conindid = i.indexrelid AND c.conrelid = i.indrelid AND c.contype IN ('p', 'u', 'x')
CROSS JOIN LATERAL (
  SELECT pg_catalog.pg_get_indexdef(x.oid) AS def,
         pg_catalog.format('CREATE %sINDEX %I ON %I.%I ', CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END,
                           x.relname, n.nspname, r.relname) AS head
) t
WHERE i.indrelid = $1::oid
ORDER BY i.indisprimary DESC, c.conname IS NULL, x.relname
