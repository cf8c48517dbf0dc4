import { type OptionValues, UsageError } from "@dp/cli-kit";

/** `--limit`: most characters of Markdown. @throws UsageError */
export function markdownLimit({ limit }: OptionValues): { readonly limit?: number } {
  if (limit === undefined) return {};
  if (typeof limit === "number" && Number.isInteger(limit) && limit >= 1000) return { limit };
  throw new UsageError("--limit is a number of characters, at least 1000", "for example --limit 60000");
}
