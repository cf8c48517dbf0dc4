// Made by scripts/build-sql.mjs from sql/; do not edit.

export const attachedSql = `-- What hangs on a table ($1) and could not be made again on another one, a sentence each. Catalogues of later servers
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
ORDER BY 1`;

export const targetSql = `-- The table of a name ($1 schema, $2 name), and what of it CREATE TABLE … LIKE does not carry over.
SELECT c.oid::text AS oid,
       c.relkind::text AS kind,
       c.relpersistence::text AS persistence,
       pg_catalog.pg_get_userbyid(c.relowner) AS owner,
       pg_catalog.pg_has_role(c.relowner, 'USAGE') AS owned,
       c.relowner = (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = current_user) AS own,
       coalesce(pg_catalog.has_schema_privilege(c.relowner, to_regnamespace('dp_load')::oid, 'CREATE'), true)
         OR (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = current_user) AS "ownerMayWait",
       c.relacl IS NOT NULL AS granted,
       c.reltuples::float8 AS estimate,
       pg_catalog.pg_table_size(c.oid)::float8 AS bytes,
       pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
       coalesce((SELECT pg_catalog.string_agg(o.option_name || '=' || pg_catalog.quote_literal(o.option_value), ', ')
                 FROM pg_catalog.pg_options_to_table(c.reloptions) o), '') AS options
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2`;

export const targetColumnsSql = `-- Columns of a table ($1), in their order; "sequence" is the one behind an identity.
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
ORDER BY a.attnum`;

export const targetForeignKeysSql = `-- Foreign keys from and to the tables ($1), with the text that stands behind the columns referred to. Without text: the
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
ORDER BY c.conrelid, c.conname`;

export const targetGrantsSql = `-- Rights on a relation ($1), as the words of GRANT; PUBLIC is grantee 0.
SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END AS grantee,
       string_agg(DISTINCT x.privilege_type, ', ') AS privileges,
       x.is_grantable AS grantable
FROM pg_catalog.pg_class c CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) x
WHERE c.oid = $1::oid
GROUP BY 1, 3
ORDER BY 1, 3`;

export const targetIndexesSql = `-- Indexes of a table ($1) as they can be built on another one: the constraint's definition, or what stands behind the
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
ORDER BY i.indisprimary DESC, c.conname IS NULL, x.relname`;
