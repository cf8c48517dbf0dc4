-- Table finance.all_types, from Snowflake PROD_DB.FINANCE.ALL_TYPES
-- Generated, do not edit: change config/tables.yaml and extract again.
-- name: all_types
-- edition: 1
-- target: v1:sha256:b99d675447063f4c63cd148a91d2bcd0e3c7acef25ecace9811d5104c25c4480
-- body: sha256:f06a6e5d671d22793d8bcb58ccad6de4c4c855475bfce3800d5933bcd5cfd9d1

CREATE SCHEMA IF NOT EXISTS finance;

CREATE TABLE finance.all_types (
  c_number          numeric(38,0),
  c_number_38_37    numeric(38,37),
  c_decimal_10_2    numeric(10,2)                  DEFAULT -1.5,
  c_bigint          numeric(38,0),
  c_tinyint         numeric(38,0),
  c_float           double precision               DEFAULT 1e-3,
  c_real            double precision,
  c_decfloat        numeric,
  c_varchar         text,
  c_varchar_20      text,
  c_char            text,
  c_binary          bytea,
  c_varbinary_16    bytea,
  c_boolean         boolean                        DEFAULT true,
  c_date            date                           DEFAULT '2000-02-29',
  c_time            text,
  c_time_0          time(0) without time zone      DEFAULT LOCALTIME,
  c_ntz             text,
  c_ntz_0           timestamp(0) without time zone,
  c_datetime        text,
  c_ltz             text,
  c_tz              text,
  c_tz_3            timestamp(3) with time zone,
  c_variant         jsonb                          DEFAULT '{"a": [1, 2]}'::jsonb,
  c_object          jsonb                          DEFAULT '{}'::jsonb,
  c_array           jsonb                          DEFAULT '[]'::jsonb,
  c_array_of_number jsonb,
  c_struct          jsonb,
  c_map             jsonb,
  c_geography       jsonb,
  c_geometry        jsonb,
  c_vector          real[],
  c_vector_int      integer[],
  c_uuid            uuid,
  c_random          numeric(38,0)
);

COMMENT ON TABLE finance.all_types IS 'Every type; one row is enough';
COMMENT ON COLUMN finance.all_types.c_random IS 'Its default cannot be carried over';
