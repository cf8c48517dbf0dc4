import type { SourceTag } from "@dp/metadata";

/** A tag and its value, for a person. */
export function tagText({ name, value }: SourceTag): string {
  return value === "" ? name : `${name} = ${value}`;
}
