const metadataSuffix = "_metadata.json";

/** File of a table's metadata in `metadata/schemas`. */
export function metadataFileName(name: string): string {
  return `${name}${metadataSuffix}`;
}

/** The name of the table that a file in `metadata/schemas` is about; undefined for any other file. */
export function tableOfFile(fileName: string): string | undefined {
  const name = fileName.endsWith(metadataSuffix) ? fileName.slice(0, -metadataSuffix.length) : "";
  return /^[a-z0-9_]+$/.test(name) ? name : undefined;
}
