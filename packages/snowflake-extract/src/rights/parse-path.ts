/** Parts of a name as Snowflake prints it, `DB."my schema"."a ""quoted"" one"`: quotes taken away, exact case. */
export function parsePath(text: string): readonly string[] {
  const parts = text.match(/"(?:[^"]|"")*"|[^."]+/g) ?? [];
  return parts.map((part) => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part));
}
