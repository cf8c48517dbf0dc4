import type { Session } from "../contracts.ts";
import type { ParseSettings } from "../sql/cursor.ts";

/** Session parameters that the data side heeds, with Snowflake's defaults filled in. */
export class Settings {
  private readonly parameters: Session["parameters"];

  constructor(session: Session) {
    this.parameters = session.parameters;
  }

  private text(name: string, fallback: string): string {
    const value = this.parameters.get(name);
    return value === undefined || value === "" ? fallback : String(value);
  }

  get zone(): string {
    return this.text("TIMEZONE", "America/Los_Angeles");
  }

  /** What a bare TIMESTAMP stands for. */
  get timestampAlias(): ParseSettings["timestamp"] {
    const mapping = this.text("TIMESTAMP_TYPE_MAPPING", "TIMESTAMP_NTZ").toUpperCase();
    if (mapping === "TIMESTAMP_LTZ" || mapping === "TIMESTAMP_TZ") return mapping;
    return "TIMESTAMP_NTZ";
  }

  get parse(): ParseSettings {
    const foldQuoted = this.text("QUOTED_IDENTIFIERS_IGNORE_CASE", "false").toLowerCase() === "true";
    return { foldQuoted, timestamp: this.timestampAlias };
  }

  get jsonIndent(): number {
    return Number(this.text("JSON_INDENT", "2"));
  }

  get strictJson(): boolean {
    return this.text("STRICT_JSON_OUTPUT", "false").toLowerCase() === "true";
  }

  /** BINARY as text: HEX, BASE64 or UTF8. */
  get binaryOutput(): string {
    return this.text("BINARY_OUTPUT_FORMAT", "HEX").toUpperCase();
  }

  geoFormat(type: "GEOGRAPHY" | "GEOMETRY"): string {
    return this.text(`${type}_OUTPUT_FORMAT`, "GeoJSON").toUpperCase();
  }

  /** Format model by which a date or time turns into text. */
  outputFormat(type: "DATE" | "TIME" | "TIMESTAMP_NTZ" | "TIMESTAMP_LTZ" | "TIMESTAMP_TZ"): string {
    if (type === "DATE") return this.format("DATE", "YYYY-MM-DD");
    if (type === "TIME") return this.format("TIME", "HH24:MI:SS");
    if (type === "TIMESTAMP_NTZ") return this.format("TIMESTAMP_NTZ", "YYYY-MM-DD HH24:MI:SS.FF3");
    return this.format(type, this.format("TIMESTAMP", "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM"));
  }

  private format(what: string, fallback: string): string {
    const format = this.text(`${what}_OUTPUT_FORMAT`, fallback);
    return format.toUpperCase() === "AUTO" ? fallback : format;
  }

  /** Format model by which text turns into a date or time; undefined stands for AUTO. */
  inputFormat(type: "DATE" | "TIME" | "TIMESTAMP"): string | undefined {
    const format = this.text(`${type}_INPUT_FORMAT`, "AUTO");
    return format.toUpperCase() === "AUTO" ? undefined : format;
  }
}
