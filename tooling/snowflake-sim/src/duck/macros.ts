/**
 * DuckDB macros that the made SQL calls. Civil dates come from DuckDB's DATE, which is exact and proleptic Gregorian for
 * hundreds of thousands of years; everything finer is whole-number arithmetic.
 */
const nanosecondsOfDay = "86400000000000";

const macros: readonly string[] = [
  // toward minus infinity, as truncation of times goes
  "sf_floor_div(a, b) AS (a - ((a % b) + b) % b) // b",
  "sf_floor_mod(a, b) AS ((a % b) + b) % b",
  // cut to so many units: sf_cut(x, 1000) drops what is finer than a thousand
  "sf_cut(a, unit) AS a - ((a % unit) + unit) % unit",
  "sf_civil(days) AS DATE '1970-01-01' + (days)::INTEGER",
  "sf_days(d) AS (d::DATE - DATE '1970-01-01')::INTEGER",
  `sf_day_of(ns) AS sf_floor_div(ns, ${nanosecondsOfDay}::HUGEINT)::INTEGER`,
  `sf_time_of(ns) AS sf_floor_mod(ns, ${nanosecondsOfDay}::HUGEINT)::BIGINT`,
  `sf_midnight(days) AS (days)::HUGEINT * ${nanosecondsOfDay}`,
  // seconds, as a signed decimal number: half a second before 1970 is -0.5
  "sf_seconds(ns, scale) AS CASE WHEN ns < 0 THEN '-' ELSE '' END || (abs(ns) // 1000000000)::VARCHAR || " +
    "CASE WHEN scale = 0 THEN '' ELSE '.' || substr(lpad((abs(ns) % 1000000000)::VARCHAR, 9, '0'), 1, scale) END",
  // offset of a zone in seconds at an instant
  "sf_offset(zone, ns) AS (epoch_us(timezone(zone, make_timestamptz(sf_floor_div(ns, 1000::HUGEINT)::BIGINT)))::HUGEINT" +
    " - sf_floor_div(ns, 1000::HUGEINT)) // 1000000",
  "sf_to_local(zone, ns) AS ns + sf_offset(zone, ns) * 1000000000",
  "sf_from_local(zone, ns) AS epoch_us(timezone(zone, make_timestamp(sf_floor_div(ns, 1000::HUGEINT)::BIGINT)))::HUGEINT * 1000" +
    " + sf_floor_mod(ns, 1000::HUGEINT)",
  // 15 digits are what Snowflake prints; NaN has no sign
  "sf_float_text(x) AS CASE WHEN isnan(x) THEN 'NaN' ELSE printf('%.15g', x) END",
  // 17 digits, trailing zeros cut, exponent without plus sign and leading zeros
  "sf_float_exact(x) AS CASE WHEN isnan(x) THEN 'NaN' WHEN isinf(x) THEN printf('%.15g', x) ELSE " +
    "regexp_replace(regexp_replace(printf('%.16e', x), '\\.?0*e', 'E'), 'E\\+?(-?)0*(\\d)', 'E\\1\\2') END",
  "sf_year_text(y) AS CASE WHEN y < 0 THEN '-' || lpad((-y)::VARCHAR, 4, '0') ELSE printf('%04d', y) END",
  "sf_add_months(days, n) AS sf_days(sf_civil(days) + to_months((n)::INTEGER))",
];

/** Statements that make them. */
export function macroStatements(): string[] {
  return macros.map((macro) => `CREATE OR REPLACE MACRO ${macro}`);
}
