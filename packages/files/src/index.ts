export { FileError, toFileError, type FileErrorCode } from "./errors.ts";
export { readTextFile, readTextFileIfPresent, type ReadLimits } from "./read.ts";
export { removeFiles } from "./remove.ts";
export { sweepLeftovers } from "./sweep.ts";
export { syncFolder } from "./sync-folder.ts";
export { createFile, writeFileAtomic, writeFileIfChanged, type WriteOptions, type WriteResult } from "./write.ts";
