import { copyFile, mkdir, open, readdir, rm, stat, truncate } from "node:fs/promises";
import { join } from "node:path";

import type { Dice } from "./dice.ts";
import { isBundle } from "./inside.ts";

/** What a transport may do to a bundle. */
export type Mishap = "cut" | "flipped" | "file-missing" | "signature-first" | "none";

/** Brings files from one exchange to the other, badly. Files that it lost it never brings. */
export class Transport {
  readonly lost = new Set<string>();
  private readonly from: string;
  private readonly to: string;
  private readonly dice: Dice;

  constructor(from: string, to: string, dice: Dice) {
    this.from = from;
    this.to = to;
    this.dice = dice;
  }

  async bundles(feed: string): Promise<readonly string[]> {
    const names = await readdir(join(this.from, feed)).catch(() => []);
    return names.filter(isBundle).filter((name) => !this.lost.has(`${feed}/${name}`));
  }

  lose(feed: string, name: string): void {
    this.lost.add(`${feed}/${name}`);
  }

  /** Copies a bundle, over whatever is there of it. */
  async bring(feed: string, name: string, mishap: Mishap = "none"): Promise<void> {
    const [from, to] = [this.from, this.to].map((root) => join(root, feed, name)) as [string, string];
    await mkdir(to, { recursive: true });
    const files = this.dice.shuffled(await readdir(from));
    const missing = mishap === "file-missing" || mishap === "signature-first" ? this.dice.pick(files) : undefined;
    for (const file of files) {
      await rm(join(to, file), { force: true });
      if (file !== missing) await copyFile(join(from, file), join(to, file));
    }
    const present = files.filter((file) => file !== missing);
    if (mishap === "cut" && present.length > 0) await this.cut(join(to, this.dice.pick(present)));
    if (mishap === "flipped" && present.length > 0) await this.flip(join(to, this.dice.pick(present)));
  }

  private async cut(path: string): Promise<void> {
    const { size } = await stat(path);
    if (size > 0) await truncate(path, this.dice.below(size));
  }

  private async flip(path: string): Promise<void> {
    const { size } = await stat(path);
    if (size === 0) return;
    const file = await open(path, "r+");
    try {
      const place = this.dice.below(size);
      const byte = Buffer.alloc(1);
      await file.read(byte, 0, 1, place);
      byte[0] = (byte[0] ?? 0) ^ (1 << this.dice.below(8));
      await file.write(byte, 0, 1, place);
    } finally {
      await file.close();
    }
  }

  /** Brings the head as it is now; with `torn`, only one of its two files. */
  async bringHead(feed: string, torn = false): Promise<void> {
    const files = torn ? [this.dice.pick(["head.json", "head.jws"])] : ["head.json", "head.jws"];
    await mkdir(join(this.to, feed), { recursive: true });
    for (const file of files) {
      await copyFile(join(this.from, feed, file), join(this.to, feed, file)).catch(() => undefined);
    }
  }

  /** Keeps a head to put it back later. */
  async keepHead(feed: string, back: boolean): Promise<void> {
    for (const file of ["head.json", "head.jws"]) {
      const [now, kept] = [join(this.to, feed, file), join(this.to, "..", `${feed}.${file}`)];
      await (back ? copyFile(kept, now) : copyFile(now, kept)).catch(() => undefined);
    }
  }

  /** Everything that is not lost, as it is. Of what is, or what the sender has no longer, somebody has taken the remains away. */
  async bringAll(feeds: readonly string[]): Promise<void> {
    for (const path of this.lost) await rm(join(this.to, path), { recursive: true, force: true });
    for (const feed of feeds) {
      const sent = new Set(await readdir(join(this.from, feed)).catch(() => []));
      const brought = (await readdir(join(this.to, feed)).catch(() => [])).filter(isBundle);
      for (const name of brought.filter((one) => !sent.has(one)))
        await rm(join(this.to, feed, name), { recursive: true });
      for (const name of await this.bundles(feed)) await this.bring(feed, name);
      await this.bringHead(feed);
    }
  }
}
