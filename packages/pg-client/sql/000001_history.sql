-- What was done to this database, by whom and from which files. Rows are added, never changed.
CREATE TABLE dp_control.history (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  role text NOT NULL DEFAULT current_user,
  action text NOT NULL,
  program text NOT NULL,
  source_commit text,
  plan_hash text,
  details jsonb NOT NULL,
  result text NOT NULL
);
COMMENT ON TABLE dp_control.history IS 'What was applied to this database; rows are added, never changed';
REVOKE UPDATE, DELETE, TRUNCATE ON dp_control.history FROM PUBLIC;
