/** Why a file could not be read or written. */
export type FileErrorCode =
  | "FILE_NOT_FOUND"
  | "FILE_NOT_READABLE"
  | "FILE_NOT_WRITABLE"
  | "FILE_EXISTS"
  | "FILE_NOT_REGULAR"
  | "FILE_TOO_LARGE"
  | "FILE_NOT_UTF8"
  | "DISK_FULL"
  | "FILE_IO";

const hints: Readonly<Record<FileErrorCode, string>> = {
  FILE_NOT_FOUND: "check the path",
  FILE_NOT_READABLE: "give this user the right to read it",
  FILE_NOT_WRITABLE: "give this user the right to write there, or choose another folder",
  FILE_EXISTS: "it is never overwritten; remove it first if it is not wanted",
  FILE_NOT_REGULAR: "links, folders and devices are not opened; put the file itself there",
  FILE_TOO_LARGE: "no file of this kind is that large; check where it came from",
  FILE_NOT_UTF8: "save it as UTF-8",
  DISK_FULL: "free space and run the command again; nothing was half written",
  FILE_IO: "check the disk and this user's limits (ulimit -a), and run the command again",
};

const codes: Readonly<Record<string, FileErrorCode>> = {
  ENOENT: "FILE_NOT_FOUND",
  ENOTDIR: "FILE_NOT_FOUND",
  EEXIST: "FILE_EXISTS",
  EISDIR: "FILE_NOT_REGULAR",
  ELOOP: "FILE_NOT_REGULAR",
  ENOSPC: "DISK_FULL",
  EDQUOT: "DISK_FULL",
  EROFS: "FILE_NOT_WRITABLE",
};

/** A file that could not be read or written, by `code` and `path`. */
export class FileError extends Error {
  readonly code: FileErrorCode;
  readonly path: string;
  readonly hint: string;
  readonly retryable = false;

  constructor(code: FileErrorCode, path: string, cause?: unknown) {
    const reason = code.toLowerCase().replaceAll("_", " ");
    // What has no name of its own here is told by the system's.
    const errno = code === "FILE_IO" ? errnoOf(cause) : "";
    super(`${path}: ${reason}${errno === "" ? "" : ` (${errno})`}`, { cause });
    this.name = "FileError";
    this.code = code;
    this.path = path;
    this.hint = hints[code];
  }
}

/** Makes a `FileError` of what Node threw; `doing` tells which right was missing. */
export function toFileError(error: unknown, path: string, doing: "read" | "write"): FileError {
  if (error instanceof FileError) return error;
  const code = errnoOf(error);
  const denied = code === "EACCES" || code === "EPERM";
  if (denied) return new FileError(doing === "read" ? "FILE_NOT_READABLE" : "FILE_NOT_WRITABLE", path, error);
  return new FileError(codes[code] ?? "FILE_IO", path, error);
}

function errnoOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}
