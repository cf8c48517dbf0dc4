import { randomBytes } from "node:crypto";

/** A name for a run that sorts by time: `20261123T164200Z-3f9a1c`. */
export function newRunId(now = new Date()): string {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  return `${time}-${randomBytes(3).toString("hex")}`;
}
