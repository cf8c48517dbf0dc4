/** Dates and times to text by a format model, as an SQL expression. */
import { quoteText, type SqlType } from "../carriers.ts";

interface Parts {
  readonly days: string;
  /** Nanoseconds of the day. */
  readonly time: string;
  /** Offset in minutes. */
  readonly offset: string;
}

/** Nanoseconds of the wall clock that a timestamp shows. */
export function wallClock(sql: string, type: SqlType, zone: string): string {
  switch (type.name as string) {
    case "DATE":
      return `sf_midnight(${sql})`;
    case "TIME":
      return `(${sql})::HUGEINT`;
    case "TIMESTAMP_LTZ":
      return zone === "UTC" ? sql : `sf_to_local(${quoteText(zone)}, ${sql})`;
    case "TIMESTAMP_TZ":
      return `((${sql}).ns + (${sql}).off * 60000000000::HUGEINT)`;
    default:
      return sql;
  }
}

function partsOf(sql: string, type: SqlType, zone: string): Parts {
  if (type.name === "DATE") return { days: sql, time: "0::BIGINT", offset: "0" };
  if (type.name === "TIME") return { days: "0", time: sql, offset: "0" };
  const wall = wallClock(sql, type, zone);
  let offset = "0";
  if (type.name === "TIMESTAMP_TZ") offset = `(${sql}).off`;
  else if (type.name === "TIMESTAMP_LTZ" && zone !== "UTC") offset = `(sf_offset(${quoteText(zone)}, ${sql}) // 60)`;
  return { days: `sf_day_of(${wall})`, time: `sf_time_of(${wall})`, offset };
}

const two = (sql: string): string => `lpad((${sql})::VARCHAR, 2, '0')`;
const hour = ({ time }: Parts): string => `(${time} // 3600000000000)`;
const twelve = (parts: Parts): string => two(`(${hour(parts)} + 11) % 12 + 1`);
const signed = ({ offset }: Parts): string =>
  `CASE WHEN ${offset} < 0 THEN '-' ELSE '+' END || ${two(`abs(${offset}) // 60`)}`;
const minutes = ({ offset }: Parts): string => two(`abs(${offset}) % 60`);
const monthName = (letters: number) => (parts: Parts) =>
  `substr(monthname(sf_civil(${parts.days})), 1, ${String(letters)})`;

const wholeDate = ({ days }: Parts): string =>
  // before year 1 DuckDB counts BC
  `CASE WHEN ${days} >= -719162 THEN sf_civil(${days})::VARCHAR ELSE sf_year_text(year(sf_civil(${days}))) || '-' || ` +
  `${two(`month(sf_civil(${days}))`)} || '-' || ${two(`day(sf_civil(${days}))`)} END`;

/** Elements of a model, longest first where one begins another. */
const elements: readonly (readonly [RegExp, (parts: Parts, found: string) => string])[] = [
  [/^(?:YYYY|UUUU)-MM-DD/i, wholeDate],
  [/^(?:YYYY|UUUU)/i, ({ days }) => `sf_year_text(year(sf_civil(${days})))`],
  [/^YY/i, ({ days }) => two(`abs(year(sf_civil(${days}))) % 100`)],
  [/^MMMM/i, monthName(9)],
  [/^MON/i, monthName(3)],
  [/^MM/i, ({ days }) => two(`month(sf_civil(${days}))`)],
  [/^DD/i, ({ days }) => two(`day(sf_civil(${days}))`)],
  [/^DY/i, ({ days }) => `substr(dayname(sf_civil(${days})), 1, 3)`],
  [/^HH24/i, (parts) => two(hour(parts))],
  [/^HH12/i, twelve],
  [/^HH/i, (parts) => two(hour(parts))],
  [/^(?:AM|PM)/i, (parts) => `CASE WHEN ${hour(parts)} < 12 THEN 'AM' ELSE 'PM' END`],
  [/^MI/i, ({ time }) => two(`(${time} // 60000000000) % 60`)],
  [/^SS/i, ({ time }) => two(`(${time} // 1000000000) % 60`)],
  [/^FF\d?/i, ({ time }, found) => fraction(time, found.length > 2 ? Number(found.slice(2)) : 9)],
  [/^TZH:TZM/i, (parts) => `${signed(parts)} || ':' || ${minutes(parts)}`],
  [/^TZHTZM/i, (parts) => `${signed(parts)} || ${minutes(parts)}`],
  [/^TZH/i, signed],
  [/^TZM/i, minutes],
];

/** Digits beyond are cut, not rounded. */
function fraction(time: string, digits: number): string {
  if (digits === 0) return "''";
  return `substr(lpad((${time} % 1000000000)::VARCHAR, 9, '0'), 1, ${String(digits)})`;
}

/** SQL of the text of a date or time; FF0 leaves the point before it out. */
export function formatSql(sql: string, type: SqlType, { format, zone }: { format: string; zone: string }): string {
  const parts = partsOf(sql, type, zone);
  const pieces: string[] = [];
  let plain = "";
  const flush = (): void => {
    if (plain !== "") pieces.push(quoteText(plain));
    plain = "";
  };
  const model = format.replace(/\.FF0/gi, "");
  for (let at = 0; at < model.length;) {
    const rest = model.slice(at);
    const quoted = /^"([^"]*)"/.exec(rest);
    const element = quoted === null ? elements.find(([pattern]) => pattern.test(rest)) : undefined;
    const found = quoted?.[0] ?? element?.[0].exec(rest)?.[0] ?? rest.charAt(0);
    if (element === undefined) plain += quoted?.[1] ?? found;
    else {
      flush();
      pieces.push(`(${element[1](parts, found)})`);
    }
    at += found.length;
  }
  flush();
  return pieces.length === 0 ? "''" : `(${pieces.join(" || ")})`;
}
