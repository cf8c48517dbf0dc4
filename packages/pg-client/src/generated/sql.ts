// Made by scripts/build-sql.mjs from sql/; do not edit.
export const migrations: readonly { readonly name: string; readonly sql: string }[] = [
  {
    name: "000001_history.sql",
    sql: "-- What was done to this database, by whom and from which files. Rows are added, never changed.\nCREATE TABLE dp_control.history (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  run_id text NOT NULL,\n  at timestamptz NOT NULL DEFAULT clock_timestamp(),\n  role text NOT NULL DEFAULT current_user,\n  action text NOT NULL,\n  program text NOT NULL,\n  source_commit text,\n  plan_hash text,\n  details jsonb NOT NULL,\n  result text NOT NULL\n);\nCOMMENT ON TABLE dp_control.history IS 'What was applied to this database; rows are added, never changed';\nREVOKE UPDATE, DELETE, TRUNCATE ON dp_control.history FROM PUBLIC;\n",
  },
];
