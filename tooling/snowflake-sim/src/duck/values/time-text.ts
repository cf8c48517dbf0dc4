/** Text to dates and times: the forms that Snowflake recognises by itself, and format models. */
import { daysInMonth, daysOf } from "./civil.ts";

/** What a text says; `offset` in minutes when it names one, `epoch` when it is a count since 1970 (always UTC). */
export interface Moment {
  readonly days?: number;
  /** Nanoseconds since midnight. */
  readonly nanoseconds?: bigint;
  readonly offset?: number;
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const nanosecondsOfDay = 86_400_000_000_000n;

interface Fields {
  year?: number;
  month?: number;
  day?: number;
  hour?: number;
  minute?: number;
  second?: number;
  fraction?: string;
  afternoon?: boolean;
  offset?: number;
}

function inRange(value: number | undefined, low: number, high: number): boolean {
  return value === undefined || (value >= low && value <= high);
}

function assemble(fields: Fields): Moment | undefined {
  const { year, month = 1, day = 1, minute = 0, second = 0, fraction = "", offset } = fields;
  let { hour = 0 } = fields;
  if (fields.afternoon !== undefined) {
    if (!inRange(hour, 1, 12)) return undefined;
    hour = (hour % 12) + (fields.afternoon ? 12 : 0);
  }
  if (!inRange(hour, 0, 23) || !inRange(minute, 0, 59) || !inRange(second, 0, 59)) return undefined;
  if (!inRange(month, 1, 12) || (offset !== undefined && Math.abs(offset) > 1440)) return undefined;
  if (year !== undefined && !inRange(day, 1, daysInMonth(year, month))) return undefined;
  const seconds = BigInt(hour * 3600 + minute * 60 + second);
  const nanoseconds = seconds * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, "0"));
  return {
    ...(year !== undefined && { days: daysOf(year, month, day) }),
    nanoseconds,
    ...(offset !== undefined && { offset }),
  };
}

function offsetOf(text: string): number | undefined {
  if (/^z$/i.test(text)) return 0;
  const match = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(text);
  if (match === null) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === "-" ? -minutes : minutes;
}

const time = String.raw`(?<hour>\d{1,2}):(?<minute>\d{1,2})(?::(?<second>\d{1,2})(?:\.(?<fraction>\d{0,9}))?)?`;
const zone = String.raw`(?:\s*(?<zone>[zZ]|[+-]\d{1,2}(?::?\d{2})?))?`;
const behindDate = String.raw`(?:[T\s]\s*(?:${time}|(?<hourOnly>\d{1,2}))${zone})?`;
const dateForms = [
  new RegExp(String.raw`^(?<year>[+-]?\d{4,6})-(?<month>\d{1,2})-(?<day>\d{1,2})${behindDate}$`),
  new RegExp(String.raw`^(?<day>\d{1,2})-(?<name>[A-Za-z]{3})-(?<year>\d{4})${behindDate}$`),
  new RegExp(String.raw`^(?<month>\d{1,2})/(?<day>\d{1,2})/(?<year>\d{4})${behindDate}$`),
  new RegExp(String.raw`^(?:[A-Za-z]{3},? )?(?<day>\d{1,2}) (?<name>[A-Za-z]{3}) (?<year>\d{4})(?: ${time}${zone})?$`),
];
const timeForm = new RegExp(`^${time}(?:\\s*(?<half>[aApP][mM]))?$`);

interface Groups {
  readonly name?: string;
  readonly fraction?: string;
  readonly zone?: string;
  readonly half?: string;
  readonly [field: string]: string | undefined;
}

function fieldsOf(groups: Groups): Fields | undefined {
  const value = (name: string): number | undefined => {
    const text = groups[name];
    return text === undefined ? undefined : Number(text);
  };
  const fields: Fields = {};
  const set = <Name extends keyof Fields>(name: Name, found: Fields[Name] | undefined): void => {
    if (found !== undefined) fields[name] = found;
  };
  set("year", value("year"));
  set("month", value("month"));
  if (groups.name !== undefined) {
    const index = months.indexOf(groups.name.toUpperCase());
    if (index < 0) return undefined;
    fields.month = index + 1;
  }
  set("day", value("day"));
  set("hour", value("hour") ?? value("hourOnly"));
  set("minute", value("minute"));
  set("second", value("second"));
  set("fraction", groups.fraction);
  if (groups.zone !== undefined) set("offset", offsetOf(groups.zone));
  if (groups.half !== undefined) fields.afternoon = /^p/i.test(groups.half);
  return fields;
}

/** A whole number in text counts seconds, milliseconds, microseconds or nanoseconds, by its size. */
function epochOf(text: string): Moment {
  const count = BigInt(text);
  const size = count < 0n ? -count : count;
  let scale = 1_000_000_000n;
  if (size >= 31_536_000_000_000_000n) scale = 1n;
  else if (size >= 31_536_000_000_000n) scale = 1_000n;
  else if (size >= 31_536_000_000n) scale = 1_000_000n;
  const total = count * scale;
  const within = ((total % nanosecondsOfDay) + nanosecondsOfDay) % nanosecondsOfDay;
  return { days: Number((total - within) / nanosecondsOfDay), nanoseconds: within, offset: 0 };
}

function recognise(text: string): Moment | undefined {
  if (/^-?\d{5,}$/.test(text)) return epochOf(text);
  for (const form of [...dateForms, timeForm]) {
    const groups = form.exec(text)?.groups;
    const fields = groups === undefined ? undefined : fieldsOf(groups);
    if (fields !== undefined) return assemble(fields);
  }
  return undefined;
}

type Step = (text: string, at: number, fields: Fields) => number | undefined;

function digits(most: number, store: (fields: Fields, value: number, text: string) => void, signed = false): Step {
  const pattern = new RegExp(`${signed ? "[+-]?" : ""}\\d{1,${String(most)}}`, "y");
  return (text, at, fields) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) return undefined;
    store(fields, Number(found), found);
    return at + found.length;
  };
}

const wordPattern = /[A-Za-z]+/y;

function wordStep(store: (fields: Fields, word: string) => boolean): Step {
  return (text, at, fields) => {
    wordPattern.lastIndex = at;
    const found = wordPattern.exec(text)?.[0];
    return found !== undefined && store(fields, found.toUpperCase()) ? at + found.length : undefined;
  };
}

const monthStep = wordStep((fields, word) => {
  const index = months.indexOf(word.slice(0, 3));
  if (index >= 0) fields.month = index + 1;
  return index >= 0;
});

const zonePattern = /[zZ]|[+-]\d{1,2}:?(?:\d{2})?/y;

const zoneStep: Step = (text, at, fields) => {
  zonePattern.lastIndex = at;
  const found = zonePattern.exec(text)?.[0];
  const offset = found === undefined ? undefined : offsetOf(found.replace(/:$/, ""));
  if (found === undefined || offset === undefined) return undefined;
  fields.offset = offset;
  return at + found.length;
};

const halfStep = wordStep((fields, word) => {
  if (word === "AM" || word === "PM") fields.afternoon = word === "PM";
  return fields.afternoon !== undefined;
});

/** Elements of a format model, longest first where one begins another. */
const elements: readonly (readonly [RegExp, Step])[] = [
  [/^(?:YYYY|UUUU)/i, digits(6, (fields, value) => (fields.year = value), true)],
  [/^YY/i, digits(2, (fields, value) => (fields.year = value < 70 ? 2000 + value : 1900 + value))],
  [/^(?:MMMM|MON)/i, monthStep],
  [/^MM/i, digits(2, (fields, value) => (fields.month = value))],
  [/^DD/i, digits(2, (fields, value) => (fields.day = value))],
  [/^DY/i, wordStep(() => true)],
  [/^HH(?:24|12)?/i, digits(2, (fields, value) => (fields.hour = value))],
  [/^(?:AM|PM)/i, halfStep],
  [/^MI/i, digits(2, (fields, value) => (fields.minute = value))],
  [/^SS/i, digits(2, (fields, value) => (fields.second = value))],
  [/^FF\d?/i, digits(9, (fields, _value, text) => (fields.fraction = text))],
  [/^TZH:?TZM/i, zoneStep],
  [/^TZH/i, zoneStep],
];

function literalStep(wanted: string): Step {
  return (text, at) => (text.startsWith(wanted, at) ? at + wanted.length : undefined);
}

function stepsOf(format: string): Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < format.length;) {
    const rest = format.slice(at);
    const quoted = /^"([^"]*)"/.exec(rest);
    const hit = elements.find(([pattern]) => pattern.test(rest));
    if (quoted !== null) steps.push(literalStep(quoted[1] ?? ""));
    else steps.push(hit === undefined ? literalStep(rest.charAt(0)) : hit[1]);
    at += quoted?.[0].length ?? (hit === undefined ? 1 : (hit[0].exec(rest)?.[0].length ?? 1));
  }
  return steps;
}

const models = new Map<string, Step[]>();

function byModel(text: string, format: string): Moment | undefined {
  let steps = models.get(format);
  if (steps === undefined) models.set(format, (steps = stepsOf(format)));
  const fields: Fields = {};
  let at: number | undefined = 0;
  for (const step of steps) {
    at = step(text, at, fields);
    if (at === undefined) return undefined;
  }
  return at === text.length ? assemble(fields) : undefined;
}

/** Undefined when the text is no date or time. An empty `format` stands for AUTO. */
export function parseMoment(text: string, format: string): Moment | undefined {
  const trimmed = text.trim();
  return format === "" || format.toUpperCase() === "AUTO" ? recognise(trimmed) : byModel(trimmed, format);
}
