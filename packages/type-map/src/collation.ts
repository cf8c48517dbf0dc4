/** Specifiers of a Snowflake collation that ICU can say, as keys of a BCP 47 locale. */
const keywords: Readonly<Record<string, string>> = { pi: "ka-shifted", fl: "kf-lower", fu: "kf-upper" };

/** Specifiers that are the default, or that the strength below covers. */
const neutral: ReadonlySet<string> = new Set(["cs", "ci", "as", "ai", "ps"]);

function strength(specifiers: ReadonlySet<string>): string[] {
  if (specifiers.has("ci")) return [specifiers.has("ai") ? "ks-level1" : "ks-level2"];
  return specifiers.has("ai") ? ["kc", "ks-level1"] : [];
}

/** Whether a Snowflake collation makes text compare otherwise than by code points, as without one. */
export function changesComparison(specification: string | undefined): boolean {
  return specification !== undefined && !["", "utf8", "bin"].includes(specification.toLowerCase());
}

/**
 * The PostgreSQL collation for a Snowflake one, e.g. `en-ci` → `en-u-ks-level2`, `fr_CA` → `fr-CA-x-icu`; undefined where ICU
 * has no counterpart (`-trim`, `-upper`, `-lower` …) and for none. A name with `-u-` is its own ICU locale and has to
 * be created (`deterministic = false`); the others are there in every PostgreSQL with ICU (manual, "Collation Support").
 */
export function icuCollation(specification: string | undefined): string | undefined {
  if (specification === undefined || specification === "") return undefined;
  if (!changesComparison(specification)) return "C";
  const [language = "", ...rest] = specification.split("-");
  const specifiers = new Set(rest.map((specifier) => specifier.toLowerCase()));
  const locale = language.replace("_", "-");
  if (!/^[A-Za-z]{2,3}(?:-[A-Za-z]{2})?$/.test(locale)) return undefined;
  const words: string[] = [];
  for (const specifier of specifiers) {
    const keyword = keywords[specifier];
    if (keyword !== undefined) words.push(keyword);
    else if (!neutral.has(specifier)) return undefined;
  }
  words.push(...strength(specifiers));
  return words.length === 0 ? `${locale}-x-icu` : `${locale}-u-${words.sort().join("-")}`;
}
