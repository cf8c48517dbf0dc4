-- What arrived of which feed. A line changes only in the transaction that changes the rows of the tables: what stands
-- here is what they hold.
DO $body$ BEGIN IF to_regnamespace('dp_load') IS NULL THEN CREATE SCHEMA dp_load; END IF; END $body$;
CREATE TABLE dp_control.feed (
  name text PRIMARY KEY,
  account text NOT NULL,
  epoch bigint NOT NULL,
  seq bigint NOT NULL,
  manifest_sha256 text,
  snapshot timestamptz,
  applied_at timestamptz,
  head jsonb,
  head_seen_at timestamptz,
  diverged jsonb NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE dp_control.feed IS 'Which bundle of each feed the tables hold; manifest_sha256 is NULL after a bundle that was skipped unseen';
CREATE TABLE dp_control.bundle (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  feed text NOT NULL,
  epoch bigint NOT NULL,
  seq bigint NOT NULL,
  manifest_sha256 text,
  folder text NOT NULL,
  run_id text NOT NULL,
  load_run_id text NOT NULL,
  state text NOT NULL CHECK (state IN ('staged', 'applied', 'superseded', 'skipped')),
  snapshot timestamptz,
  rows bigint NOT NULL DEFAULT 0,
  tables jsonb NOT NULL DEFAULT '[]',
  staged_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  applied_at timestamptz,
  UNIQUE (feed, epoch, seq)
);
COMMENT ON TABLE dp_control.bundle IS 'Bundles by feed, epoch and sequence; an applied one is never changed';
CREATE FUNCTION dp_control.refuse_applied_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $body$
BEGIN
  IF OLD.state = 'staged' THEN
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  RAISE EXCEPTION 'bundle % of feed % is % and is never changed', OLD.seq, OLD.feed, OLD.state USING ERRCODE = '42501';
END
$body$;
CREATE TRIGGER refuse_applied_change BEFORE UPDATE OR DELETE ON dp_control.bundle
  FOR EACH ROW EXECUTE FUNCTION dp_control.refuse_applied_change();
CREATE TABLE dp_control.part (
  bundle_id bigint NOT NULL REFERENCES dp_control.bundle (id) ON DELETE CASCADE,
  feed text NOT NULL,
  epoch bigint NOT NULL,
  seq bigint NOT NULL,
  part text NOT NULL,
  rows bigint NOT NULL,
  plain_sha256 text NOT NULL,
  loaded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (feed, epoch, seq, part)
);
CREATE INDEX part_bundle_id_idx ON dp_control.part (bundle_id);
COMMENT ON TABLE dp_control.part IS 'Parts of bundles whose rows stand in a load table; committed together with these rows';
CREATE TABLE dp_control.kept_sums (
  feed text NOT NULL,
  table_name text NOT NULL,
  target_schema text NOT NULL,
  target_table text NOT NULL,
  columns jsonb NOT NULL,
  key_columns jsonb,
  outside jsonb NOT NULL,
  buckets int NOT NULL,
  rows bigint NOT NULL,
  sums jsonb NOT NULL,
  values_fingerprint text NOT NULL,
  snapshot timestamptz NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (feed, table_name)
);
COMMENT ON TABLE dp_control.kept_sums IS 'Sums of row fingerprints of each table as the last bundle left it';
CREATE TABLE dp_control.hold (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  feed text NOT NULL,
  action text NOT NULL CHECK (action IN ('hold', 'release', 'skip')),
  epoch bigint,
  seq bigint,
  reason text NOT NULL,
  run_id text NOT NULL,
  role text NOT NULL DEFAULT current_user,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE dp_control.hold IS 'Who held, released or skipped what of a feed, and why; rows are added, never changed';
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON dp_control.hold
  FOR EACH STATEMENT EXECUTE FUNCTION dp_control.refuse_change();
