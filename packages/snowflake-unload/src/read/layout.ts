import { createHash } from "node:crypto";
import type { ResultFacts } from "@dp/snowflake-client";
import type { PartSource } from "./part-job.ts";

/** What stands in one part: the first rows of the result (in part 0), and chunks `from` up to `to`. */
export interface PartPlan {
  readonly index: number;
  readonly inline: boolean;
  readonly from: number;
  readonly to: number;
  readonly rowsBefore: number;
  readonly rows: number;
}

/** A result that fills fewer parts is cut into about this many, so that all threads have work to the end. */
const wantedParts = 8;

/** Whole chunks, in order, until a part is full; the same result always gives the same parts. */
export function planParts(result: ResultFacts, fullBytes: number): readonly PartPlan[] {
  const all = result.chunks.reduce((sum, { plainBytes }) => sum + plainBytes, 0);
  const partBytes = Math.min(fullBytes, Math.max(fullBytes, all) / wantedParts);
  const parts: PartPlan[] = [];
  let open = { inline: result.inline.length > 0, from: 0, rows: result.inline.length, bytes: 0 };
  let rowsBefore = 0;
  const close = (to: number): void => {
    if (open.rows === 0) return;
    const { inline, from, rows } = open;
    parts.push({ index: parts.length, inline, from, to, rowsBefore, rows });
    rowsBefore += rows;
    open = { inline: false, from: to, rows: 0, bytes: 0 };
  };
  for (const [number, { rows, plainBytes }] of result.chunks.entries()) {
    const isFull = open.rows > 0 && open.bytes > 0 && open.bytes + plainBytes > partBytes;
    if (isFull) close(number);
    open = { ...open, rows: open.rows + rows, bytes: open.bytes + plainBytes };
  }
  close(result.chunks.length);
  return parts;
}

/** Where the rows of a part are to be had. */
export function sourcesOf(result: ResultFacts, part: PartPlan): readonly PartSource[] {
  const first: PartSource = {
    kind: "text",
    json: JSON.stringify(result.inline).slice(1, -1),
    rows: result.inline.length,
  };
  const chunks = result.chunks.slice(part.from, part.to).map(({ url, rows, plainBytes }, index): PartSource => {
    return { kind: "chunk", number: part.from + index, url, rows, plainBytes };
  });
  return part.inline ? [first, ...chunks] : chunks;
}

/** SHA-256 of everything that decides which bytes stand in which part. */
export function layoutHash(facts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}
