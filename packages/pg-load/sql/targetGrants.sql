-- Rights on a relation ($1), as the words of GRANT; PUBLIC is grantee 0.
SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END AS grantee,
       string_agg(DISTINCT x.privilege_type, ', ') AS privileges,
       x.is_grantable AS grantable
FROM pg_catalog.pg_class c CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) x
WHERE c.oid = $1::oid
GROUP BY 1, 3
ORDER BY 1, 3
