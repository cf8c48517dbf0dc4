import type { Finding } from "@dp/metadata";

import { finding } from "./findings.ts";

/** A comment as PostgreSQL can hold it: U+2400 for U+0000, U+FFFD for half a surrogate pair. */
export function mapComment(
  comment: string | undefined,
  column?: string,
): { readonly comment?: string; readonly findings: readonly Finding[] } {
  if (comment === undefined) return { findings: [] };
  const storable = comment.replaceAll("\0", "\u2400").replace(/\p{Surrogate}/gu, "\ufffd");
  const changed = storable !== comment;
  return {
    comment: storable,
    findings: changed ? [finding("COMMENT_CHANGED", column === undefined ? {} : { column })] : [],
  };
}
