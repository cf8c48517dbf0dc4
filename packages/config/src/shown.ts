const LONGEST = 60;

/** A value as it can stand in a message: quoted, control characters escaped, cut when long. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map of keys";
  const short = typeof value === "string" && value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  return JSON.stringify(short);
}
