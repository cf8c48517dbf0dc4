-- What hangs on a table ($1) and could not be made again on another one, a sentence each. Catalogues of later servers
-- are read through jsonb.
WITH part AS (
  SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::oid AS classid, $1::oid AS objid
  UNION ALL
  SELECT d.classid, d.objid
  FROM pg_catalog.pg_depend d
  WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = $1::oid
    AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i')
  UNION ALL
  SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, unnest(ARRAY [t.oid, t.typarray])
  FROM pg_catalog.pg_type t WHERE t.typrelid = $1::oid
)
SELECT DISTINCT
       CASE WHEN r.oid IS NULL THEN pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid)
            ELSE pg_catalog.pg_describe_object('pg_catalog.pg_class'::pg_catalog.regclass, r.ev_class, 0)
       END || ' depends on it' AS reason
FROM part p
JOIN pg_catalog.pg_depend d ON d.refclassid = p.classid AND d.refobjid = p.objid AND d.deptype = 'n'
LEFT JOIN pg_catalog.pg_rewrite r ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND r.oid = d.objid
LEFT JOIN pg_catalog.pg_attrdef f ON d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND f.oid = d.objid
WHERE coalesce(r.ev_class, f.adrelid, 0) <> $1::oid
  AND d.classid <> 'pg_catalog.pg_constraint'::pg_catalog.regclass
  AND NOT (d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = $1::oid)
UNION ALL
SELECT 'it has the trigger ' || pg_catalog.quote_ident(t.tgname)
FROM pg_catalog.pg_trigger t WHERE t.tgrelid = $1::oid AND NOT t.tgisinternal
UNION ALL
SELECT 'it has the policy ' || pg_catalog.quote_ident(p.polname) FROM pg_catalog.pg_policy p WHERE p.polrelid = $1::oid
UNION ALL
SELECT 'it has row security' FROM pg_catalog.pg_class c WHERE c.oid = $1::oid AND (c.relrowsecurity OR c.relforcerowsecurity)
UNION ALL
SELECT 'it has the rule ' || pg_catalog.quote_ident(w.rulename) FROM pg_catalog.pg_rewrite w WHERE w.ev_class = $1::oid
UNION ALL
SELECT 'the publication ' || pg_catalog.quote_ident(p.pubname) || ' names it'
FROM pg_catalog.pg_publication_rel r JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid WHERE r.prrelid = $1::oid
UNION ALL
SELECT 'a subscription fills it' FROM pg_catalog.pg_subscription_rel r WHERE r.srrelid = $1::oid
UNION ALL
SELECT 'it has the statistics ' || pg_catalog.quote_ident(s.stxname)
FROM pg_catalog.pg_statistic_ext s WHERE s.stxrelid = $1::oid
UNION ALL
SELECT 'it is part of an inheritance' FROM pg_catalog.pg_inherits h
WHERE h.inhrelid = $1::oid OR h.inhparent = $1::oid
UNION ALL
SELECT 'the sequence ' || pg_catalog.quote_ident(q.relname) || ' belongs to it'
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_class q ON q.oid = d.objid AND q.relkind = 'S'
WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'a'
  AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = $1::oid
UNION ALL
SELECT 'the extension ' || pg_catalog.quote_ident(e.extname) || ' brought it'
FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = $1::oid AND d.deptype = 'e'
UNION ALL
SELECT 'it has a security label' FROM pg_catalog.pg_seclabel l
WHERE l.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND l.objoid = $1::oid
UNION ALL
SELECT 'it has rights or statistics targets of single columns' FROM pg_catalog.pg_attribute a
WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
  AND (a.attacl IS NOT NULL OR a.attoptions IS NOT NULL OR coalesce((to_jsonb(a) ->> 'attstattarget')::int, -1) <> -1)
HAVING count(*) > 0
UNION ALL
SELECT 'it has a tablespace, a replica identity, an access method or options of its own' FROM pg_catalog.pg_class c
WHERE c.oid = $1::oid
  AND (c.reltablespace <> 0 OR c.relreplident <> 'd' OR c.reloftype <> 0
       OR c.relam <> (SELECT m.oid FROM pg_catalog.pg_am m WHERE m.amname = 'heap')
       OR EXISTS (SELECT FROM pg_catalog.pg_class t WHERE t.oid = c.reltoastrelid AND t.reloptions IS NOT NULL))
UNION ALL
SELECT 'its rights on it were given by a role that is not its owner' FROM pg_catalog.pg_class c
WHERE c.oid = $1::oid AND EXISTS (SELECT FROM pg_catalog.aclexplode(c.relacl) x WHERE x.grantor <> c.relowner)
UNION ALL
SELECT 'the index ' || pg_catalog.quote_ident(x.relname) || ' has a tablespace, a clustering or statistics of its own'
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
WHERE i.indrelid = $1::oid
  AND (x.reltablespace <> 0 OR i.indisclustered OR i.indisreplident
       OR EXISTS (SELECT FROM pg_catalog.pg_attribute a
                  WHERE a.attrelid = x.oid AND coalesce((to_jsonb(a) ->> 'attstattarget')::int, -1) <> -1))
ORDER BY 1
