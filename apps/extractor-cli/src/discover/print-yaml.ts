import { visible } from "@dp/cli-kit";
import { type TablesConfig, writtenName } from "@dp/config";

import { counted } from "../counted.ts";
import type { DiscoveredEntry } from "./entry.ts";
import { nameEntries } from "./names.ts";

/** What tables.yaml may have, @dp/config. */
const mostCharacters = 1024 * 1024;

/**
 * Entries for `tables.yaml`: a document of its own, or lines to paste under its `tables:`. What is already named there
 * is left out; what cannot be carried over, or cannot be named, is a comment.
 */
export function printYaml(entries: readonly DiscoveredEntry[], config: Pick<TablesConfig, "tables">): string {
  const open = entries.filter(({ configured }) => configured === undefined);
  const fit = open.filter((entry) => entry.carried && canBeNamed(entry));
  const names = nameEntries(fit, config);
  const notes = open.filter((entry) => !names.has(entry)).map((entry) => `  # ${placeOf(entry)}: ${whyNot(entry)}`);
  const lines = fit.map((entry) => {
    const { database, schema, name, kind } = entry;
    const words = [`database: ${scalar(database)}`, `schema: ${scalar(schema)}`, `table: ${scalar(name)}`];
    const note = kind === "table" ? "" : ` # ${kind}`;
    return `  - name: ${scalar(names.get(entry) ?? "")}${note}\n    snowflake: { ${words.join(", ")} }`;
  });
  const known = entries.length - open.length;
  const head = [
    `# ${counted(fit.length, "entry", "entries")}; names as Snowflake stores them, in exact case.`,
    ...(known === 0 ? [] : [`# ${String(known)} more already in tables.yaml.`]),
  ];
  const text = [...head, ...(fit.length === 0 ? [] : ["tables:"]), ...lines, ...notes].join("\n");
  const large = '# More than tables.yaml may have (1 MiB): write a pattern instead, e.g. table: "*".\n';
  return `${text.length > mostCharacters ? large : ""}${text}\n`;
}

/** tables.yaml takes quotes around a name for a slip. */
function canBeNamed({ database, schema, name }: DiscoveredEntry): boolean {
  return [database, schema, name].every((part) => !/^".*"$/s.test(part));
}

function whyNot({ carried, kind }: DiscoveredEntry): string {
  if (!carried) return `${visible(kind)} cannot be carried over`;
  return "a name in quotes that are part of it cannot be written here";
}

function placeOf({ database, schema, name }: DiscoveredEntry): string {
  return visible([database, schema, name].map((part) => JSON.stringify(part)).join("."));
}

/** Plain where YAML reads it as the same text. */
function scalar(name: string): string {
  const text = writtenName(name);
  if (/^[A-Za-z_][A-Za-z0-9_$]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text)) return text;
  return JSON.stringify(text).replaceAll(/[\u007f-\u{10ffff}]/gu, unprintable);
}

function unprintable(character: string): string {
  if (!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/u.test(character)) return character;
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }).join("");
}
