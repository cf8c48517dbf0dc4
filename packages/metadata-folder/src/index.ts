export { NameMismatchError } from "./errors.ts";
export { metadataFileName, tableOfFile } from "./names.ts";
export { type FolderEntry, listNames, type MetadataFolder, readEntry, readFolder } from "./read.ts";
