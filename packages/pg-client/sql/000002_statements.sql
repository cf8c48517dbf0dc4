-- Each statement that was run, written in the transaction of the statement itself: what is here has happened, and what
-- has happened is here. A statement that runs outside a transaction has two lines: started, and done or failed.
CREATE TABLE dp_control.statement (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  plan_hash text NOT NULL,
  statement_id text NOT NULL,
  object text NOT NULL,
  sql text NOT NULL,
  result text NOT NULL
);
CREATE INDEX statement_run_id_idx ON dp_control.statement (run_id);
COMMENT ON TABLE dp_control.statement IS 'Statements that were run, one line each; rows are added, never changed';
REVOKE UPDATE, DELETE, TRUNCATE ON dp_control.statement FROM PUBLIC;
CREATE FUNCTION dp_control.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $body$
BEGIN
  RAISE EXCEPTION 'rows of %.% are added, never changed', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = '42501';
END
$body$;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON dp_control.history
  FOR EACH STATEMENT EXECUTE FUNCTION dp_control.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON dp_control.statement
  FOR EACH STATEMENT EXECUTE FUNCTION dp_control.refuse_change();
