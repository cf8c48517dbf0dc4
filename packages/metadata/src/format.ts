/** What `$schema` says in every file of this major version. */
export const schemaId = "urn:dp:schema:table-metadata:1";

/** Format version that this release writes. */
export const formatVersion = "1.0";

/** Versions of the format that this release reads. */
export const readableFormatVersions: readonly string[] = ["1.x"];

/** Highest major version that can be read. */
export const currentMajor = 1;

/** Reads `major.minor`; undefined when the text is something else. */
export function parseFormatVersion(text: unknown): { readonly major: number; readonly minor: number } | undefined {
  if (typeof text !== "string" || !/^(?:0|[1-9][0-9]{0,5})\.(?:0|[1-9][0-9]{0,5})$/.test(text)) return undefined;
  const [major, minor] = text.split(".").map(Number);
  return major === undefined || minor === undefined ? undefined : { major, minor };
}
