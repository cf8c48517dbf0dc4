/** Casts to DATE, TIME and the timestamps. */
import type { ColumnType } from "../../catalog/model.ts";
import { carrier, quoteText, type SqlType } from "../carriers.ts";
import type { Settings } from "../settings.ts";
import { parseMoment, type Moment } from "../values/time-text.ts";
import { wallClock } from "./format-model.ts";

export interface TimeSource {
  readonly sql: string;
  readonly type: SqlType;
  readonly settings: Settings;
  /** Format model of a text; empty for AUTO. */
  readonly format: string;
  /** What a text literal says; known before DuckDB sees it. */
  readonly moment?: Moment;
}

/** Reads a literal ahead, so that a long list of VALUES stays short; faulty ones are left to fail when they run. */
export function timeSource(source: Omit<TimeSource, "moment">, literal: string | undefined): TimeSource {
  if (literal === undefined || source.type.name !== "VARCHAR") return source;
  const moment = parseMoment(literal, source.format);
  return moment === undefined ? source : { ...source, moment };
}

/** Cuts nanoseconds to a type's digits, toward the past. */
function cut(sql: string, scale: number): string {
  if (scale >= 9) return sql;
  return `sf_cut(${sql}, ${String(10 ** (9 - scale))})`;
}

const minute = "60000000000::HUGEINT";
const nanosecondsOfDay = 86_400_000_000_000n;

function numberToNanoseconds(sql: string): string {
  return `((${sql})::DECIMAL(38,9) * 1000000000)::HUGEINT`;
}

function toDate({ sql, type, settings, format, moment }: TimeSource): string | undefined {
  switch (type.name as string) {
    case "VARCHAR":
      return moment?.days === undefined ? `sf_parse_date(${sql}, ${quoteText(format)})` : String(moment.days);
    case "NUMBER":
      return `sf_day_of(${numberToNanoseconds(sql)})`;
    case "DATE":
      return sql;
    case "TIMESTAMP_NTZ":
    case "TIMESTAMP_LTZ":
    case "TIMESTAMP_TZ":
      return `sf_day_of(${wallClock(sql, type, settings.zone)})`;
    default:
      return undefined;
  }
}

function toTime({ sql, type, settings, format, moment }: TimeSource, scale: number): string | undefined {
  switch (type.name as string) {
    case "VARCHAR": {
      const known = moment?.nanoseconds;
      return cut(known === undefined ? `sf_parse_time(${sql}, ${quoteText(format)})` : String(known), scale);
    }
    case "NUMBER":
      return cut(`sf_time_of(${numberToNanoseconds(sql)})`, scale);
    case "TIME":
      return "scale" in type && type.scale <= scale ? sql : cut(sql, scale);
    case "TIMESTAMP_NTZ":
    case "TIMESTAMP_LTZ":
    case "TIMESTAMP_TZ":
      return cut(`sf_time_of(${wallClock(sql, type, settings.zone)})`, scale);
    default:
      return undefined;
  }
}

/** Instant of a wall clock in the session's zone. */
function instantOfWall(sql: string, zone: string): string {
  return zone === "UTC" ? `(${sql})` : `sf_from_local(${quoteText(zone)}, ${sql})`;
}

function toWall(source: TimeSource): string | undefined {
  const { sql, type, settings, format, moment } = source;
  switch (type.name as string) {
    case "VARCHAR":
      if (moment?.days === undefined) return `sf_parse_wall_clock(${sql}, ${quoteText(format)})`;
      return `${String(BigInt(moment.days) * nanosecondsOfDay + (moment.nanoseconds ?? 0n))}::HUGEINT`;
    case "NUMBER":
      return numberToNanoseconds(sql);
    case "DATE":
    case "TIMESTAMP_NTZ":
    case "TIMESTAMP_LTZ":
    case "TIMESTAMP_TZ":
      return wallClock(sql, type, settings.zone);
    default:
      return undefined;
  }
}

/** Offset that a text names, in minutes; NULL when it names none. */
function offsetInText({ sql, format, moment }: TimeSource): string {
  if (moment?.days === undefined) return `sf_parse_offset(${sql}, ${quoteText(format)})`;
  return moment.offset === undefined ? "NULL" : String(moment.offset);
}

function textToInstant(source: TimeSource, wall: string): string {
  const { zone } = source.settings;
  const offset = offsetInText(source);
  const local = instantOfWall(wall, zone);
  if (offset === "NULL") return local;
  const zoned = `${wall} - ${offset} * ${minute}`;
  return source.moment === undefined ? `CASE WHEN ${offset} IS NULL THEN ${local} ELSE ${zoned} END` : `(${zoned})`;
}

function toInstant(source: TimeSource): string | undefined {
  const { sql, type, settings } = source;
  const wall = toWall(source);
  if (wall === undefined) return undefined;
  switch (type.name as string) {
    case "VARCHAR":
      return textToInstant(source, wall);
    case "TIMESTAMP_LTZ":
      return sql;
    case "TIMESTAMP_TZ":
      return `(${sql}).ns`;
    case "NUMBER":
      return wall;
    default:
      return instantOfWall(wall, settings.zone);
  }
}

function toOffset(source: TimeSource, instant: string): string {
  const { type, settings, moment } = source;
  const session = settings.zone === "UTC" ? "0" : `sf_offset(${quoteText(settings.zone)}, ${instant}) // 60`;
  if (type.name === "NUMBER") return "0";
  if (type.name !== "VARCHAR") return session;
  const offset = offsetInText(source);
  if (offset === "NULL") return session;
  return moment === undefined ? `coalesce(${offset}, ${session})` : offset;
}

function toZoned(source: TimeSource, scale: number): string | undefined {
  const { sql, type } = source;
  if (type.name === "TIMESTAMP_TZ") {
    if (type.scale <= scale) return sql;
    return zoned(cut(`(${sql}).ns`, scale), `(${sql}).off`, sql);
  }
  const instant = toInstant(source);
  if (instant === undefined) return undefined;
  return zoned(cut(instant, scale), toOffset(source, instant), source.moment === undefined ? sql : undefined);
}

/** A TIMESTAMP_TZ of its two halves; NULL when `origin` is. */
export function zoned(instant: string, offset: string, origin?: string): string {
  const type = carrier({ name: "TIMESTAMP_TZ", scale: 9 });
  const value = `struct_pack(ns := ${instant}, off := ${offset})::${type}`;
  return origin === undefined ? value : `CASE WHEN ${origin} IS NOT NULL THEN ${value} END`;
}

/** SQL of the cast; undefined when there is none between these types. */
export function castToTime(source: TimeSource, type: ColumnType): string | undefined {
  if (type.name === "DATE") return toDate(source);
  if (type.name === "TIME") return toTime(source, type.scale);
  if (type.name === "TIMESTAMP_NTZ") return withDigits(toWall(source), source, type.scale);
  if (type.name === "TIMESTAMP_LTZ") return withDigits(toInstant(source), source, type.scale);
  return type.name === "TIMESTAMP_TZ" ? toZoned(source, type.scale) : undefined;
}

function withDigits(sql: string | undefined, { type }: TimeSource, scale: number): string | undefined {
  if (sql === undefined) return undefined;
  // a number keeps all its digits, whatever the precision of the type
  const exact = type.name === "NUMBER" || type.name === "DATE" || ("scale" in type && type.scale <= scale);
  return exact ? sql : cut(sql, scale);
}
