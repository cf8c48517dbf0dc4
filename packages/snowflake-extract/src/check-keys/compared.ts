import type { MappingSettings, TableMetadata, TargetColumn } from "@dp/metadata";
import { quoteIdentifier } from "@dp/snowflake-client";
import { parseSnowflakeType } from "@dp/type-map";
import { valueExpression, type ValueSource } from "@dp/type-map/sql";

/** One source column of a key, as PostgreSQL will compare it. */
export interface ComparedColumn {
  /** Stored name. */
  readonly name: string;
  readonly nullable: boolean;
  /** Snowflake SQL of what is compared. */
  compared(alias: string): string;
  /** Snowflake SQL of the value as text. */
  text(alias: string): string;
  /** Whether its bytes count in an index, and its SQL. */
  bytes(alias: string): string | undefined;
}

/** The source columns behind the target columns of a key; parts of one value are one column. */
export function comparedColumns(metadata: TableMetadata, names: readonly string[]): readonly ComparedColumn[] {
  const { target } = metadata;
  const parts = names.flatMap((name) => target.columns.find((column) => column.name === name) ?? []);
  const main = parts.filter(({ part }) => part === undefined || part === "instant");
  return main.map((column) => comparedColumn(metadata, column, parts));
}

function comparedColumn(metadata: TableMetadata, column: TargetColumn, key: readonly TargetColumn[]): ComparedColumn {
  const { source, settings } = metadata;
  const { from } = column;
  const found = source.columns.find(({ name }) => name === from);
  const type = parseSnowflakeType(found?.type ?? "");
  const policies = policiesOf(settings, from) as NonNullable<ValueSource["policies"]>;
  const value: ValueSource = {
    type,
    target: column.type,
    policies,
    ...(column.part === "instant" && { part: "instant" }),
  };
  const whole = key.some((other) => other.from === from && other.part === "sub-microsecond");
  const reference = (alias: string): string => `${alias}.${quoteIdentifier(from)}`;
  const text = (alias: string): string => valueExpression(value, reference(alias));
  const comparison = comparisonOf(value, { whole, collation: column.collation });
  return {
    name: from,
    nullable: found?.nullable ?? true,
    compared: (alias) => comparison(reference(alias)),
    text,
    bytes: (alias) => {
      const counted = column.type === "bytea" || column.type === "text" || column.type.startsWith("character varying");
      return counted && (type.name === "VARCHAR" || type.name === "BINARY")
        ? `OCTET_LENGTH(${reference(alias)})`
        : undefined;
    },
  };
}

function policiesOf(settings: MappingSettings, column: string): MappingSettings["policies"] {
  const own = Object.hasOwn(settings.columns ?? {}, column) ? settings.columns?.[column]?.policies : undefined;
  return { ...settings.policies, ...own };
}

interface How {
  /** The nanoseconds are a column of the same key. */
  readonly whole: boolean;
  readonly collation: string | undefined;
}

/** Types that both sides compare alike, whatever their scale. */
const alike: ReadonlySet<string> = new Set(["NUMBER", "FLOAT", "DECFLOAT", "BOOLEAN", "DATE", "BINARY", "UUID"]);
const times: ReadonlySet<string> = new Set(["TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ"]);

/**
 * What makes two values equal in PostgreSQL: text by its code points where the collation is dropped, times cut to what
 * is left of them, all else that has no comparison of its own by the text that is carried over.
 */
function comparisonOf(source: ValueSource, { whole, collation }: How): (reference: string) => string {
  const { type, target = "" } = source;
  const asIs = (reference: string): string => reference;
  if (alike.has(type.name)) return asIs;
  if (type.name === "VARCHAR" && collation?.includes("-u-") === true) return asIs;
  if (times.has(type.name) && target !== "text" && "precision" in type) {
    const precision = /\((\d)\)/.exec(target)?.[1] ?? "6";
    const isCut = !whole && type.precision > Number(precision);
    // One instant, whatever its offset: the wall clock in UTC.
    if (type.name === "TIMESTAMP_TZ") {
      const digits = isCut ? precision : String(type.precision);
      return (reference) => `CAST(CONVERT_TIMEZONE('UTC', ${reference}) AS TIMESTAMP_NTZ(${digits}))`;
    }
    return isCut ? (reference) => `CAST(${reference} AS ${type.name}(${precision}))` : asIs;
  }
  return (reference) => valueExpression(source, reference);
}
