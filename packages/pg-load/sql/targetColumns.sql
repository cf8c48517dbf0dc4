-- Columns of a table ($1), in their order; "sequence" is the one behind an identity.
SELECT a.attname AS name,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
       a.attnotnull AS "notNull",
       a.atthasdef AND a.attgenerated = '' AS "hasDefault",
       a.attidentity <> '' AS identity,
       a.attgenerated <> '' AS generated,
       sn.nspname AS "sequenceSchema",
       sc.relname AS "sequenceName",
       coalesce(sc.relacl IS NOT NULL, false) AS "sequenceGranted",
       s.seqincrement < 0 AS descending
FROM pg_catalog.pg_attribute a
LEFT JOIN pg_catalog.pg_depend p
  ON a.attidentity <> '' AND p.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.refobjid = a.attrelid
 AND p.refobjsubid = a.attnum AND p.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.deptype = 'i'
LEFT JOIN pg_catalog.pg_sequence s ON s.seqrelid = p.objid
LEFT JOIN pg_catalog.pg_class sc ON sc.oid = s.seqrelid
LEFT JOIN pg_catalog.pg_namespace sn ON sn.oid = sc.relnamespace
WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
