import { changesComparison } from "../collation.ts";
import type { SnowflakeType } from "../types.ts";
import { binaryText, documentText, fileText, geoText, nulFreeText, vectorText } from "./document-text.ts";
import { intervalText } from "./interval-text.ts";
import { floatingText, numberText } from "./number-text.ts";
import { periodText } from "./period-text.ts";
import { call, constant, text } from "./snowflake-sql.ts";
import { cutNanoseconds, offsetMinutes, timeText } from "./time-text.ts";
import { resolveSource, type ResolvedSource, type ValueSource } from "./value-source.ts";

/** A text column compared by code points: a collation would let U+0000 match everything. */
export function plainText(type: Extract<SnowflakeType, { name: "VARCHAR" }>, reference: string): string {
  return changesComparison(type.collation) ? call("COLLATE", reference, constant("utf8")) : reference;
}

function extraText({ extra }: ResolvedSource, reference: string): string {
  return text(extra === "offset-minutes" ? offsetMinutes(reference) : cutNanoseconds(reference, 6));
}

/** {@link valueExpression} of a source that is resolved already. */
export function resolvedExpression(source: ResolvedSource, reference: string): string {
  const { type, target, policies } = source;
  if (source.extra !== undefined) return extraText(source, reference);
  switch (type.name) {
    case "NUMBER":
      return numberText(type, reference, target);
    case "FLOAT":
    case "DECFLOAT":
      return floatingText(type.name, reference, target);
    case "VARCHAR": {
      const value = nulFreeText(plainText(type, reference), policies);
      return target.name === "uuid" ? call("LOWER", value) : value;
    }
    case "BINARY":
      return binaryText(reference, target);
    case "BOOLEAN":
      return text(reference);
    case "UUID":
      return call("LOWER", text(reference));
    case "DATE":
    case "TIME":
    case "TIMESTAMP_NTZ":
    case "TIMESTAMP_LTZ":
    case "TIMESTAMP_TZ":
      return timeText(type, reference, target);
    case "VARIANT":
    case "OBJECT":
    case "ARRAY":
    case "MAP":
      return documentText(reference, target, policies);
    case "FILE":
      return fileText(reference);
    case "GEOGRAPHY":
    case "GEOMETRY":
      return geoText(reference, target);
    case "VECTOR":
      return vectorText(reference, target);
    case "INTERVAL":
      return intervalText(type, reference, target);
    case "PERIOD":
      return periodText(type, reference, target);
  }
}

/**
 * Snowflake SQL of the text that PostgreSQL reads back as exactly this value, through COPY or a cast; NULL stays NULL.
 * `reference` is the source column, already quoted. Values that {@link refusals} finds have no such text: ask first.
 * Rests on the session parameters of {@link snowflakeTextSettings}.
 * @throws NoSuchPartError, InvalidTargetError, UnknownPgTypeError, UnknownPolicyError
 */
export function valueExpression(source: ValueSource, reference: string): string {
  return resolvedExpression(resolveSource(source), reference);
}
