-- Table "sch""ema; drop schema public cascade; --"."Robert'); DROP TABLE students;--", from Snowflake PROD_DB.PUBLIC.HOSTILE
-- Generated, do not edit: change config/tables.yaml and extract again.
-- name: hostile
-- edition: 1
-- target: v1:sha256:8ddde28e3bf19dc85bbcb9cd48a645b687c816a7567af0b985de818dbff19264
-- body: sha256:739614d28d9ed0a7cfb61b18631a2aa3012b306a40b9bfa744d304c577684e47

SET client_encoding = 'UTF8';

CREATE SCHEMA IF NOT EXISTS "sch""ema; drop schema public cascade; --";

CREATE TABLE "sch""ema; drop schema public cascade; --"."Robert'); DROP TABLE students;--" (
  "a""b"                            text  DEFAULT '''); drop table victim; --' NOT NULL,
  "c.d"                             text  NOT NULL,
  U&"line\000abreak\001b[2J"        text  DEFAULT E'\\''; drop table victim; --',
  "$$"                              text,
  ":name"                           text,
  "select"                          text,
  "ßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßß" text,
  " "                               jsonb DEFAULT '"''; drop table victim; --"'::jsonb,
  CONSTRAINT "pk""; drop table victim; --" PRIMARY KEY ("a""b", "c.d")
);

COMMENT ON TABLE "sch""ema; drop schema public cascade; --"."Robert'); DROP TABLE students;--" IS E'''; drop table victim; -- \\''; \u001b[31m red';
COMMENT ON COLUMN "sch""ema; drop schema public cascade; --"."Robert'); DROP TABLE students;--"."c.d" IS E'*/ drop table victim; /* \\';

CREATE INDEX U&"i\000a--" ON "sch""ema; drop schema public cascade; --"."Robert'); DROP TABLE students;--" (U&"line\000abreak\001b[2J");
