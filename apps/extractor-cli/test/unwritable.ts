import { chmodSync, mkdirSync, symlinkSync, unlinkSync } from "node:fs";

/** Makes a folder that nobody may write in: root may write wherever modes decide, but not in a kernel's folder. */
export function makeUnwritable(folder: string): () => void {
  if (process.getuid?.() === 0) {
    symlinkSync("/sys/kernel", folder);
    return () => {
      unlinkSync(folder);
    };
  }
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o555);
  return () => {
    chmodSync(folder, 0o755);
  };
}
