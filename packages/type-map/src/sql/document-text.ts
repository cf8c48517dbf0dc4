import type { PgType } from "../pg-type.ts";
import type { Policies } from "../policies.ts";
import { call, constant, joined } from "./snowflake-sql.ts";

/** Never in JSON text as itself: control characters are escaped there. */
const placeholder = "\u0001";

/** The document as JSON; under STRICT_JSON_OUTPUT nothing in it is outside of JSON. */
export function jsonText(reference: string): string {
  return call("TO_JSON", reference);
}

/** The JSON text without escaped backslashes, so that every backslash left begins an escape of its own. */
export function withoutEscapedBackslashes(json: string): string {
  return call("REPLACE", json, constant("\\\\"), constant(""));
}

function withoutNul(json: string, substitute: string): string {
  const hidden = call("REPLACE", json, constant("\\\\"), constant(placeholder));
  const cleaned = call("REPLACE", hidden, constant("\\u0000"), constant(substitute));
  return call("REPLACE", cleaned, constant(placeholder), constant("\\\\"));
}

/** VARIANT, OBJECT, ARRAY, MAP. jsonb alone cannot hold U+0000; json and text keep its escape. */
export function documentText(reference: string, target: PgType, { nul }: Policies): string {
  const json = jsonText(reference);
  if (target.name !== "jsonb" || nul === "reject") return json;
  return withoutNul(json, nul === "strip" ? "" : "\u2400");
}

/** Text with U+0000 left out or shown, as the policy says. */
export function nulFreeText(reference: string, { nul }: Policies): string {
  if (nul === "reject") return reference;
  return call("REPLACE", reference, constant("\0"), constant(nul === "strip" ? "" : "\u2400"));
}

const fileFields = ["STAGE", "RELATIVE_PATH", "STAGE_FILE_URL", "CONTENT_TYPE", "SIZE", "ETAG", "LAST_MODIFIED"];

/** The fields of a FILE (Snowflake SQL reference, "Unstructured data types"), but for the URL that lasts a day. */
export function fileText(reference: string): string {
  const fields = fileFields.flatMap((field) => [constant(field), call(`FL_GET_${field}`, reference)]);
  return call("IFF", `${reference} IS NULL`, "NULL", jsonText(call("OBJECT_CONSTRUCT", ...fields)));
}

/** `{…}` for an array of PostgreSQL, `[…]` for pgvector and JSON; a VECTOR goes through ARRAY ("Vector data types"). */
export function vectorText(reference: string, target: PgType): string {
  const json = jsonText(call("TO_ARRAY", reference));
  return target.name === "array" ? call("TRANSLATE", json, constant("[]"), constant("{}")) : json;
}

/** Lower-case hexadecimal, as PostgreSQL prints bytea. */
export function binaryText(reference: string, target: PgType): string {
  const hex = call("HEX_ENCODE", reference, "0");
  if (target.name === "bytea") return joined(constant("\\x"), hex);
  if (target.name !== "uuid") return hex;
  const groups = ["1, 8", "9, 4", "13, 4", "17, 4", "21, 12"].map((place) => `SUBSTR(${hex}, ${place})`);
  return joined(...groups.flatMap((group, index) => (index === 0 ? [group] : [constant("-"), group])));
}

/** GeoJSON, or EWKB: every bit of the coordinates, and the SRID. */
export function geoText(reference: string, target: PgType): string {
  if (target.name === "bytea") return binaryText(call("ST_ASEWKB", reference), target);
  if (target.name === "geography" || target.name === "geometry")
    return call("HEX_ENCODE", call("ST_ASEWKB", reference));
  return jsonText(call("ST_ASGEOJSON", reference));
}
