import { boolean, number, varchar, type SqlType } from "../carriers.ts";
import { compiled, nothing, type Compiled } from "../compile/compiled.ts";
import { castTo } from "../compile/cast.ts";
import { castOptions } from "../compile/expression.ts";
import { binary, type FunctionRule, type FunctionTable } from "./rule.ts";

const length = number(18);
const same = (values: readonly Compiled[]): SqlType => values[0]?.type ?? varchar;

function simple(sql: (value: string) => string): FunctionRule {
  return { parameters: ["text"], returns: same, sql: ([value = ""]) => sql(value) };
}

function whole(sql: string): string {
  return `(${sql})::BIGINT`;
}

const lengthOf: FunctionRule = {
  parameters: ["any"],
  compile: (call, [value = nothing]) => {
    if (value.type.name === "BINARY")
      return compiled(`octet_length(${value.sql})::DECIMAL(18,0)`, length, value.nullable);
    const text = castTo(value, varchar, castOptions(call.scope));
    return compiled(`length(${text.sql})::DECIMAL(18,0)`, length, value.nullable);
  },
};

const octetLength: FunctionRule = {
  parameters: ["any"],
  compile: (call, [value = nothing]) => {
    if (value.type.name === "BINARY")
      return compiled(`octet_length(${value.sql})::DECIMAL(18,0)`, length, value.nullable);
    const text = castTo(value, varchar, castOptions(call.scope));
    return compiled(`strlen(${text.sql})::DECIMAL(18,0)`, length, value.nullable);
  },
};

/** Position 0 counts as 1; a negative one counts from the end. */
const substring: FunctionRule = {
  parameters: ["any", "integer", "integer"],
  optional: 1,
  compile: (call, [value = nothing, start = nothing, count]) => {
    const input = value.type.name === "BINARY" ? value : castTo(value, varchar, castOptions(call.scope));
    const from = `CASE WHEN ${start.sql} = 0 THEN 1 ELSE ${whole(start.sql)} END`;
    const most = count === undefined ? "" : `, greatest(0, ${whole(count.sql)})`;
    if (value.type.name !== "BINARY") {
      return compiled(`substr(${input.sql}, ${from}${most})`, input.type, value.nullable);
    }
    // DuckDB has no substr of bytes: two hex digits a byte
    const hexMost = count === undefined ? "" : `, 2 * greatest(0, ${whole(count.sql)})`;
    return compiled(`unhex(substr(hex(${input.sql}), 2 * (${from}) - 1${hexMost}))`, binary, value.nullable);
  },
};

function pad(name: "lpad" | "rpad"): FunctionRule {
  return {
    parameters: ["text", "integer", "text"],
    optional: 1,
    sql: ([value = "", size = "", filler = "' '"]) =>
      `${name}(${value}, greatest(0, ${whole(size)})::INTEGER, ${filler})`,
  };
}

function trim(name: "trim" | "ltrim" | "rtrim"): FunctionRule {
  return {
    parameters: ["text", "text"],
    optional: 1,
    returns: same,
    sql: ([value = "", characters = "' '"]) => `${name}(${value}, ${characters})`,
  };
}

const character: FunctionRule = {
  parameters: ["integer"],
  returns: { name: "VARCHAR", length: 1 },
  sql: ([code = ""]) => `chr((${code})::INTEGER)`,
};

const ascii: FunctionRule = {
  parameters: ["text"],
  returns: number(5),
  sql: ([value = ""]) => `CASE WHEN ${value} = '' THEN 0 ELSE unicode(${value}) END::DECIMAL(5,0)`,
};

const unicode: FunctionRule = {
  parameters: ["text"],
  returns: number(10),
  sql: ([value = ""]) => `CASE WHEN ${value} = '' THEN 0 ELSE unicode(${value}) END::DECIMAL(10,0)`,
};

function test(sql: (value: string, other: string) => string): FunctionRule {
  return { parameters: ["text", "text"], returns: boolean, sql: ([value = "", other = ""]) => sql(value, other) };
}

const concat: FunctionRule = {
  parameters: ["any"],
  rest: true,
  compile: (call, values) => {
    const nullable = values.some((value) => value.nullable);
    if (values.every(({ type }) => type.name === "BINARY")) {
      return compiled(`(${values.map(({ sql }) => sql).join(" || ")})`, binary, nullable);
    }
    const parts = values.map((value) => castTo(value, varchar, castOptions(call.scope)).sql);
    return compiled(`(${parts.join(" || ")})`, varchar, nullable);
  },
};

/** Functions of text. */
export const texts: FunctionTable = {
  UPPER: simple((value) => `upper(${value})`),
  LOWER: simple((value) => `lower(${value})`),
  INITCAP: {
    parameters: ["text"],
    returns: same,
    sql: ([value = ""]) =>
      `array_to_string(list_transform(regexp_split_to_array(${value}, ' '), lambda w: upper(left(w, 1)) || lower(substr(w, 2))), ' ')`,
  },
  REVERSE: simple((value) => `reverse(${value})`),
  LENGTH: lengthOf,
  LEN: lengthOf,
  OCTET_LENGTH: octetLength,
  SUBSTR: substring,
  SUBSTRING: substring,
  LEFT: {
    parameters: ["text", "integer"],
    sql: ([value = "", count = ""]) => `left(${value}, greatest(0, ${whole(count)}))`,
  },
  RIGHT: {
    parameters: ["text", "integer"],
    sql: ([value = "", count = ""]) => `right(${value}, greatest(0, ${whole(count)}))`,
  },
  CONCAT: concat,
  CONCAT_WS: {
    parameters: ["text", "text"],
    rest: true,
    sql: ([separator = "", ...values]) => `(${values.join(` || ${separator} || `)})`,
  },
  REPLACE: {
    parameters: ["text", "text", "text"],
    optional: 1,
    sql: ([value = "", from = "", to = "''"]) => `replace(${value}, ${from}, ${to})`,
  },
  TRANSLATE: {
    parameters: ["text", "text", "text"],
    sql: ([value = "", from = "", to = ""]) => `translate(${value}, ${from}, ${to})`,
  },
  TRIM: trim("trim"),
  LTRIM: trim("ltrim"),
  RTRIM: trim("rtrim"),
  LPAD: pad("lpad"),
  RPAD: pad("rpad"),
  REPEAT: {
    parameters: ["text", "integer"],
    sql: ([value = "", count = ""]) => `repeat(${value}, ${whole(count)})`,
  },
  SPACE: { parameters: ["integer"], sql: ([count = ""]) => `repeat(' ', ${whole(count)})` },
  CHR: character,
  CHAR: character,
  ASCII: ascii,
  UNICODE: unicode,
  STARTSWITH: test((value, other) => `starts_with(${value}, ${other})`),
  ENDSWITH: test((value, other) => `ends_with(${value}, ${other})`),
  CONTAINS: test((value, other) => `contains(${value}, ${other})`),
  REGEXP_LIKE: test((value, other) => `regexp_full_match(${value}, ${other}, 's')`),
  REGEXP_REPLACE: {
    parameters: ["text", "text", "text"],
    optional: 1,
    sql: ([value = "", pattern = "", to = "''"]) => `regexp_replace(${value}, ${pattern}, ${to}, 'g')`,
  },
  REGEXP_COUNT: {
    parameters: ["text", "text"],
    returns: length,
    sql: ([value = "", pattern = ""]) => `len(regexp_extract_all(${value}, ${pattern}))::DECIMAL(18,0)`,
  },
  /** Comparisons heed no collation here, so a copy with another one is the same text. */
  COLLATE: { parameters: ["text", "text"], returns: same, sql: ([value = ""]) => value },
  POSITION: {
    parameters: ["text", "text"],
    returns: length,
    sql: ([needle = "", value = ""]) => `position(${needle} IN ${value})::DECIMAL(18,0)`,
  },
  CHARINDEX: {
    parameters: ["text", "text"],
    returns: length,
    sql: ([needle = "", value = ""]) => `position(${needle} IN ${value})::DECIMAL(18,0)`,
  },
  SPLIT_PART: {
    parameters: ["text", "text", "integer"],
    sql: ([value = "", separator = "", index = ""]) => `split_part(${value}, ${separator}, ${whole(index)})`,
  },
};
