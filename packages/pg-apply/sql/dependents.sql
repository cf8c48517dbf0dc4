-- What depends on the tables ($1) and is no part of them: because of it DROP TABLE without CASCADE is refused. A table's
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
ORDER BY 1, 2
