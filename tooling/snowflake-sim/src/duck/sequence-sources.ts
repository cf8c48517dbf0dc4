import { fault } from "./faults.ts";

/** Values of sequences, drawn a row at a time; each running statement lends its own source under a key. */
export class SequenceSources {
  private readonly sources = new Map<string, () => bigint>();
  private count = 0;

  /** Key by which SQL asks for the next value. */
  lend(next: () => bigint): string {
    const key = `s${String(++this.count)}`;
    this.sources.set(key, next);
    return key;
  }

  takeBack(key: string): void {
    this.sources.delete(key);
  }

  next(key: string): bigint {
    const source = this.sources.get(key);
    if (source === undefined) throw fault("000603", "XX000", "sequence is gone");
    return source();
  }
}
