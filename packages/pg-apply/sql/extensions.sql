-- Which extensions are installed in this database.
SELECT e.extname AS name FROM pg_catalog.pg_extension e ORDER BY e.extname
