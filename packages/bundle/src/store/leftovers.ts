import { createHash, randomBytes } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

const pattern = /^\.tmp-.+\.([0-9a-f]{8})\.([0-9]+)\.[0-9a-f]{8}$/;
/** A publisher on another machine that wrote nothing for so long is taken for dead. */
const foreignAge = 24 * 60 * 60 * 1000;

/** A folder beside the bundles that no reader looks into: says who writes it. */
export function temporaryName(name: string): string {
  return `.tmp-${name}.${thisHost()}.${String(process.pid)}.${randomBytes(4).toString("hex")}`;
}

/** Removes what publishers that were killed left behind; those at work keep theirs. */
export async function sweepUnpublished(feedFolder: string): Promise<void> {
  const names = await readdir(feedFolder).catch(() => []);
  for (const name of names) {
    if (await isAbandoned(feedFolder, name)) await rm(join(feedFolder, name), { recursive: true, force: true });
  }
}

async function isAbandoned(folder: string, name: string): Promise<boolean> {
  const [, host, pid] = pattern.exec(name) ?? [];
  if (pid === undefined) return false;
  if (host === thisHost()) return Number(pid) !== process.pid && !isAlive(Number(pid));
  const changed = await stat(join(folder, name)).catch(() => undefined);
  return changed !== undefined && Date.now() - changed.mtimeMs > foreignAge;
}

function thisHost(): string {
  return createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}
