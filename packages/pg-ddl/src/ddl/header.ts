import { sha256 } from "../canonical-json.ts";

/** What the header of a generated file says. */
export interface DdlHeader {
  /** First line: what the file is. */
  readonly title: string;
  /** Lines `key: value` in order, without the body's hash. */
  readonly fields: Readonly<Record<string, string>>;
}

const notice = "Generated, do not edit: change config/tables.yaml and extract again.";

/** Line feeds only, and no byte order mark: git and editors may have turned them. */
function normalizeText(text: string): string {
  return text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
}

/** A file: header, empty line, body. The hash is of the body alone. */
export function withHeader({ title, fields }: DdlHeader, body: string): string {
  const lines = [
    title,
    notice,
    ...Object.entries(fields).map(([key, value]) => `${key}: ${value}`),
    `body: sha256:${sha256(normalizeText(body))}`,
  ];
  return `${lines.map((line) => `-- ${line}`).join("\n")}\n\n${body}`;
}

/** A file as it was read back. */
export interface ParsedDdl {
  readonly fields: ReadonlyMap<string, string>;
  readonly body: string;
  /** Whether the body is the one that the header speaks of. */
  readonly intact: boolean;
}

/** Takes header and body apart; a file without a header has no fields and is not intact. */
export function parseDdl(text: string): ParsedDdl {
  const normalized = normalizeText(text);
  const end = normalized.indexOf("\n\n");
  const head = end === -1 ? "" : normalized.slice(0, end);
  const body = end === -1 ? normalized : normalized.slice(end + 2);
  const fields = new Map<string, string>();
  for (const line of head.split("\n")) {
    const [, key, value] = /^-- ([a-z]+): (.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) fields.set(key, value);
  }
  return { fields, body, intact: fields.get("body") === `sha256:${sha256(body)}` };
}
