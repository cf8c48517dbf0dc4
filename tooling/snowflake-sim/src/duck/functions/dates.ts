import { quoteText, varchar, type SqlType } from "../carriers.ts";
import { castTo } from "../compile/cast.ts";
import { zoned } from "../compile/cast-time.ts";
import { compiled, nothing, numberLiteral, type Compiled } from "../compile/compiled.ts";
import { addPart, datePart, difference, extract, truncate } from "../compile/date-arithmetic.ts";
import { isTime } from "../compile/time-type.ts";
import { castOptions } from "../compile/expression.ts";
import { wallClock } from "../compile/format-model.ts";
import { compilationError } from "../faults.ts";
import { constantText, type FunctionCall, type FunctionRule, type FunctionTable } from "./rule.ts";

function part(call: FunctionCall, index = 0): string {
  return datePart(constantText(call, index));
}

function zoneOf(call: FunctionCall): string {
  return call.environment.settings.zone;
}

const dateAdd: FunctionRule = {
  parameters: ["text", "number", "time"],
  compile: (call, [, amount = nothing, value = nothing]) => addPart(part(call), amount.sql, value, zoneOf(call)),
};

const dateDiff: FunctionRule = {
  parameters: ["text", "time", "time"],
  compile: (call, [, from = nothing, to = nothing]) => difference(part(call), from, to, zoneOf(call)),
};

/** DATE_TRUNC takes its arguments in either order. */
const dateTrunc: FunctionRule = {
  parameters: ["any", "any"],
  compile: (call, [left = nothing, right = nothing]) => {
    const swapped = isTime(left.type);
    const value = swapped ? left : right;
    const time = isTime(value.type)
      ? value
      : castTo(value, { name: "TIMESTAMP_NTZ", scale: 9 }, castOptions(call.scope));
    return truncate(part(call, swapped ? 1 : 0), time, zoneOf(call));
  },
};

function named(name: string): FunctionRule {
  return { parameters: ["time"], compile: (call, [value = nothing]) => extract(name, value, zoneOf(call)) };
}

const wall: SqlType = { name: "TIMESTAMP_NTZ", scale: 9 };

/** A constant zone; UTC needs no arithmetic, others go through the zone database. */
function offsetSql(zone: string, instant: string): string {
  return zone.toUpperCase() === "UTC" ? "0" : `(sf_offset(${quoteText(zone)}, ${instant}) // 60)`;
}

/** Two arguments: any timestamp into a zone, as TIMESTAMP_TZ. Three: a wall clock from one zone to another. */
const convertTimezone: FunctionRule = {
  parameters: ["text", "any", "any"],
  optional: 1,
  compile: (call, [, second = nothing, third]) => {
    const options = castOptions(call.scope);
    const zone = constantText(call, third === undefined ? 0 : 1);
    if (third !== undefined) {
      const from = constantText(call, 0);
      const clock = castTo(third, wall, options).sql;
      const instant = from.toUpperCase() === "UTC" ? clock : `sf_from_local(${quoteText(from)}, ${clock})`;
      const sql = zone.toUpperCase() === "UTC" ? instant : `sf_to_local(${quoteText(zone)}, ${instant})`;
      return compiled(sql, wall, third.nullable);
    }
    const stamped = second.type.name === "TIMESTAMP_TZ";
    const value = stamped ? second : castTo(second, { name: "TIMESTAMP_LTZ", scale: 9 }, options);
    const instant = stamped ? `(${value.sql}).ns` : value.sql;
    const type: SqlType = { name: "TIMESTAMP_TZ", scale: 9 };
    return compiled(zoned(instant, offsetSql(zone, instant), value.sql), type, second.nullable);
  },
};

const dateFromParts: FunctionRule = {
  parameters: ["integer", "integer", "integer"],
  returns: { name: "DATE" },
  // months and days may lie outside of their usual range
  sql: ([year = "", month = "", day = ""]) =>
    `(sf_add_months(-719528, ((${year}) * 12 + (${month}) - 1)) + (${day}) - 1)::INTEGER`,
};

const lastDay: FunctionRule = {
  parameters: ["date"],
  returns: { name: "DATE" },
  sql: ([value = ""]) => `sf_days(last_day(sf_civil(${value})))`,
};

const monthsAdd: FunctionRule = {
  parameters: ["time", "number"],
  compile: (call, [value = nothing, amount = numberLiteral("0")]) => addPart("month", amount.sql, value, zoneOf(call)),
};

function dayName(name: "dayname" | "monthname"): FunctionRule {
  return {
    parameters: ["time"],
    compile: (call, [value = nothing]) => {
      if (!isTime(value.type))
        throw compilationError("001044", "42P13", `Invalid argument types for function '${call.name}'`);
      const clock = wallClock(value.sql, value.type, zoneOf(call));
      return compiled(`substr(${name}(sf_civil(sf_day_of(${clock}))), 1, 3)`, varchar, value.nullable);
    },
  };
}

const datePartRule: FunctionRule = {
  parameters: ["text", "time"],
  compile: (call, [, value = nothing]): Compiled => extract(part(call), value, zoneOf(call)),
};

/** Functions of dates and times. */
export const dateFunctions: FunctionTable = {
  DATEADD: dateAdd,
  TIMEADD: dateAdd,
  TIMESTAMPADD: dateAdd,
  DATEDIFF: dateDiff,
  TIMEDIFF: dateDiff,
  TIMESTAMPDIFF: dateDiff,
  DATE_TRUNC: dateTrunc,
  DATE_PART: datePartRule,
  YEAR: named("year"),
  QUARTER: named("quarter"),
  MONTH: named("month"),
  WEEK: named("week"),
  DAY: named("day"),
  DAYOFMONTH: named("day"),
  DAYOFWEEK: named("dayofweek"),
  DAYOFWEEKISO: named("dayofweekiso"),
  DAYOFYEAR: named("dayofyear"),
  HOUR: named("hour"),
  MINUTE: named("minute"),
  SECOND: named("second"),
  DAYNAME: dayName("dayname"),
  MONTHNAME: dayName("monthname"),
  ADD_MONTHS: monthsAdd,
  LAST_DAY: lastDay,
  DATE_FROM_PARTS: dateFromParts,
  DATEFROMPARTS: dateFromParts,
  CONVERT_TIMEZONE: convertTimezone,
};
