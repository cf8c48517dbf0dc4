const files: ReadonlySet<string> = new Set(["DISK_FULL", "FILE_IO", "FILE_NOT_WRITABLE"]);

/** Whether no other feed could be unloaded either: told by code, so that two copies of a package do no harm. */
export function stopsTheRun(error: unknown): boolean {
  const { code, category } = (error ?? {}) as { code?: unknown; category?: unknown };
  if (typeof code === "string" && files.has(code)) return true;
  return typeof category === "string" && ["auth", "network", "settings"].includes(category);
}
