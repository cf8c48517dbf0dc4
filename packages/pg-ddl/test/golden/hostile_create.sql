-- Table "sch""ema; drop schema public cascade; --"."Robert'); DROP TABLE students;--", from Snowflake PROD_DB.PUBLIC.HOSTILE
-- Generated, do not edit: change config/tables.yaml and extract again.
-- name: hostile
-- edition: 1
-- target: v1:sha256:8ddde28e3bf19dc85bbcb9cd48a645b687c816a7567af0b985de818dbff19264
-- body: sha256:db23bfad8b32fc8b540fb674e1fa4bc2182feb178f1a5c8c233b8a22c6d33719

SET client_encoding = 'UTF8';

CREATE SCHEMA IF NOT EXISTS "sch""ema; drop schema public cascade; --";

CREATE TABLE "sch""ema; drop schema public cascade; --"."Robert'); DROP TABLE students;--" (
  "a""b"                            text  DEFAULT '''); drop table victim; --' NOT NULL,
  "c.d"                             text  NOT NULL,
  "line
break[2J"                  text  DEFAULT E'\\''; drop table victim; --',
  "$$"                              text,
  ":name"                           text,
  "select"                          text,
  "ßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßß" text,
  " "                               jsonb DEFAULT '"''; drop table victim; --"'::jsonb,
  CONSTRAINT "pk""; drop table victim; --" PRIMARY KEY ("a""b", "c.d")
);

COMMENT ON TABLE "sch""ema; drop schema public cascade; --"."Robert'); DROP TABLE students;--" IS E'''; drop table victim; -- \\''; [31m red';
COMMENT ON COLUMN "sch""ema; drop schema public cascade; --"."Robert'); DROP TABLE students;--"."c.d" IS E'*/ drop table victim; /* \\';

CREATE INDEX "i
--" ON "sch""ema; drop schema public cascade; --"."Robert'); DROP TABLE students;--" ("line
break[2J");
