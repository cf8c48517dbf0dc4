/** DATEADD, DATEDIFF, DATE_TRUNC, DATE_PART and date + n, on whole numbers. */
import { number, quoteText, typeText } from "../carriers.ts";
import { compilationError } from "../faults.ts";
import { compiled, type Compiled } from "./compiled.ts";
import { wallClock } from "./format-model.ts";
import { zoned } from "./cast-time.ts";
import { isTime } from "./time-type.ts";

const names: Readonly<Record<string, readonly string[]>> = {
  year: ["YEAR", "Y", "YY", "YYY", "YYYY", "YR", "YEARS", "YRS"],
  quarter: ["QUARTER", "Q", "QTR", "QTRS", "QUARTERS"],
  month: ["MONTH", "MM", "MON", "MONS", "MONTHS"],
  week: ["WEEK", "W", "WK", "WEEKOFYEAR", "WOY", "WY", "WEEKS"],
  day: ["DAY", "D", "DD", "DAYS", "DAYOFMONTH"],
  dayofweek: ["DAYOFWEEK", "WEEKDAY", "DOW", "DW"],
  dayofweekiso: ["DAYOFWEEKISO", "WEEKDAY_ISO", "DOW_ISO", "DW_ISO", "DAYOFWEEK_ISO"],
  dayofyear: ["DAYOFYEAR", "YEARDAY", "DOY", "DY"],
  hour: ["HOUR", "H", "HH", "HR", "HOURS", "HRS"],
  minute: ["MINUTE", "M", "MI", "MIN", "MINUTES", "MINS"],
  second: ["SECOND", "S", "SEC", "SECONDS", "SECS"],
  millisecond: ["MILLISECOND", "MS", "MSEC", "MILLISECONDS"],
  microsecond: ["MICROSECOND", "US", "USEC", "MICROSECONDS"],
  nanosecond: ["NANOSECOND", "NS", "NSEC", "NANOSEC", "NSECOND", "NANOSECONDS", "NANOSECS", "NSECONDS"],
  epoch_second: ["EPOCH_SECOND", "EPOCH", "EPOCH_SECONDS"],
  epoch_millisecond: ["EPOCH_MILLISECOND", "EPOCH_MILLISECONDS"],
  epoch_microsecond: ["EPOCH_MICROSECOND", "EPOCH_MICROSECONDS"],
  epoch_nanosecond: ["EPOCH_NANOSECOND", "EPOCH_NANOSECONDS"],
  timezone_hour: ["TIMEZONE_HOUR", "TZH"],
  timezone_minute: ["TIMEZONE_MINUTE", "TZM"],
};

/** Part by any of its names. @throws SqlError 001007 */
export function datePart(name: string): string {
  const found = Object.entries(names).find(([, aliases]) => aliases.includes(name.toUpperCase()));
  if (found === undefined) {
    throw compilationError("001007", "22023", `invalid value [${name}] for parameter 'dateparts'`);
  }
  return found[0];
}

const nanoseconds: Readonly<Record<string, string>> = {
  day: "86400000000000",
  week: "604800000000000",
  hour: "3600000000000",
  minute: "60000000000",
  second: "1000000000",
  millisecond: "1000000",
  microsecond: "1000",
  nanosecond: "1",
};
const monthsOf: Readonly<Record<string, number>> = { year: 12, quarter: 3, month: 1 };

function withWall(value: Compiled, zone: string, make: (wall: string) => string): string {
  const { type } = value;
  const wall = wallClock(value.sql, type, zone);
  if (type.name === "TIMESTAMP_LTZ" && zone !== "UTC") return `sf_from_local(${quoteText(zone)}, ${make(wall)})`;
  if (type.name !== "TIMESTAMP_TZ") return make(wall);
  const instant = `${make(wall)} - (${value.sql}).off * 60000000000::HUGEINT`;
  return zoned(instant, `(${value.sql}).off`, value.sql);
}

function addMonths(value: Compiled, months: string, zone: string): Compiled {
  if (value.type.name === "DATE") {
    return compiled(`sf_add_months(${value.sql}, ${months})`, value.type, value.nullable);
  }
  const sql = withWall(
    value,
    zone,
    (wall) => `(sf_midnight(sf_add_months(sf_day_of(${wall}), ${months})) + sf_time_of(${wall}))`,
  );
  return compiled(sql, value.type, value.nullable);
}

function addNanoseconds(value: Compiled, amount: string): Compiled {
  const { sql, type, nullable } = value;
  switch (type.name as string) {
    case "TIME":
      return compiled(`sf_time_of((${sql})::HUGEINT + ${amount})`, type, nullable);
    case "TIMESTAMP_TZ":
      return compiled(zoned(`(${sql}).ns + ${amount}`, `(${sql}).off`, sql), type, nullable);
    default:
      return compiled(`(${sql} + ${amount})`, type, nullable);
  }
}

/** `amount` is SQL of a whole number. */
export function addPart(part: string, amount: string, value: Compiled, zone: string): Compiled {
  const whole = `round(${amount})::HUGEINT`;
  const months = monthsOf[part];
  if (months !== undefined) return addMonths(value, `${whole} * ${String(months)}`, zone);
  const unit = nanoseconds[part];
  if (unit === undefined)
    throw compilationError("001007", "22023", `invalid value [${part}] for parameter 'dateparts'`);
  if (value.type.name !== "DATE") return addNanoseconds(value, `(${whole} * ${unit}::HUGEINT)`);
  if (part === "day" || part === "week") {
    const days = part === "week" ? `${whole} * 7` : whole;
    return compiled(`(${value.sql} + ${days})::INTEGER`, value.type, value.nullable);
  }
  const midnight = compiled(`sf_midnight(${value.sql})`, { name: "TIMESTAMP_NTZ", scale: 9 }, value.nullable);
  return addNanoseconds(midnight, `(${whole} * ${unit}::HUGEINT)`);
}

/** Whole units that a wall clock has seen since 1970. */
function count(part: string, wall: string): string {
  const days = `sf_day_of(${wall})`;
  if (part === "year") return `year(sf_civil(${days}))`;
  if (part === "quarter") return `(year(sf_civil(${days})) * 4 + quarter(sf_civil(${days})))`;
  if (part === "month") return `(year(sf_civil(${days})) * 12 + month(sf_civil(${days})))`;
  // weeks begin on Monday; 1970-01-01 was a Thursday
  if (part === "week") return `sf_floor_div(${days} + 3, 7)`;
  const unit = nanoseconds[part];
  if (unit === undefined)
    throw compilationError("001007", "22023", `invalid value [${part}] for parameter 'dateparts'`);
  return `sf_floor_div(${wall}, ${unit}::HUGEINT)`;
}

export function difference(part: string, from: Compiled, to: Compiled, zone: string): Compiled {
  const wall = (value: Compiled): string => wallClock(value.sql, value.type, zone);
  const sql = `(${count(part, wall(to))} - ${count(part, wall(from))})::DECIMAL(38,0)`;
  return compiled(sql, number(9), from.nullable || to.nullable);
}

export function truncate(part: string, value: Compiled, zone: string): Compiled {
  const cut = (wall: string): string => {
    const date = `sf_civil(sf_day_of(${wall}))`;
    const dates = ["year", "quarter", "month", "week"];
    if (dates.includes(part)) return `sf_midnight(sf_days(date_trunc('${part}', ${date})))`;
    const unit = nanoseconds[part];
    if (unit === undefined)
      throw compilationError("001007", "22023", `invalid value [${part}] for parameter 'dateparts'`);
    return `sf_cut(${wall}, ${unit}::HUGEINT)`;
  };
  if (value.type.name === "DATE") {
    return compiled(`sf_day_of(${cut(`sf_midnight(${value.sql})`)})`, value.type, value.nullable);
  }
  if (value.type.name === "TIME")
    return compiled(`(${cut(`(${value.sql})::HUGEINT`)})::BIGINT`, value.type, value.nullable);
  return compiled(withWall(value, zone, cut), value.type, value.nullable);
}

function offsetOf(value: Compiled, zone: string): string {
  if (value.type.name === "TIMESTAMP_TZ") return `(${value.sql}).off`;
  if (value.type.name !== "TIMESTAMP_LTZ" || zone === "UTC") return "0";
  return `(sf_offset(${quoteText(zone)}, ${value.sql}) // 60)`;
}

function instantOf(value: Compiled): string {
  if (value.type.name === "TIMESTAMP_TZ") return `(${value.sql}).ns`;
  return value.type.name === "DATE" ? `sf_midnight(${value.sql})` : value.sql;
}

/** DATE_PART and the functions named after a part. */
export function extract(part: string, value: Compiled, zone: string): Compiled {
  if (!isTime(value.type)) {
    const message = `Invalid argument types for function 'DATE_PART': (${typeText(value.type)})`;
    throw compilationError("001044", "42P13", message);
  }
  const wall = wallClock(value.sql, value.type, zone);
  const time = `sf_time_of(${wall})`;
  const date = `sf_civil(sf_day_of(${wall}))`;
  const ofDay: Readonly<Record<string, string>> = {
    hour: `${time} // 3600000000000`,
    minute: `(${time} // 60000000000) % 60`,
    second: `(${time} // 1000000000) % 60`,
    millisecond: `(${time} // 1000000) % 1000`,
    microsecond: `(${time} // 1000) % 1000000`,
    nanosecond: `${time} % 1000000000`,
    dayofweek: `dayofweek(${date})`,
    dayofweekiso: `isodow(${date})`,
    dayofyear: `dayofyear(${date})`,
    epoch_second: `sf_floor_div(${instantOf(value)}, 1000000000::HUGEINT)`,
    epoch_millisecond: `sf_floor_div(${instantOf(value)}, 1000000::HUGEINT)`,
    epoch_microsecond: `sf_floor_div(${instantOf(value)}, 1000::HUGEINT)`,
    epoch_nanosecond: instantOf(value),
    timezone_hour: `${offsetOf(value, zone)} // 60`,
    timezone_minute: `${offsetOf(value, zone)} % 60`,
  };
  const sql = ofDay[part] ?? `${part}(${date})`;
  return compiled(`(${sql})::DECIMAL(38,0)`, number(38), value.nullable);
}

/** DATE + n and DATE - n, DATE - DATE; undefined when it is no date arithmetic. */
export function addToTime(operator: "+" | "-", [left, right]: readonly [Compiled, Compiled]): Compiled | undefined {
  const nullable = left.nullable || right.nullable;
  if (left.type.name === "DATE" && right.type.name === "DATE" && operator === "-") {
    return compiled(`(${left.sql} - ${right.sql})::DECIMAL(9,0)`, number(9), nullable);
  }
  if (left.type.name === "DATE" && right.type.name === "NUMBER") {
    return compiled(`(${left.sql} ${operator} round(${right.sql})::INTEGER)::INTEGER`, left.type, nullable);
  }
  return undefined;
}
