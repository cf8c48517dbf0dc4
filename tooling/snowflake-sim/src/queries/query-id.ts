import { randomBytes } from "node:crypto";

/** Makes query ids in Snowflake's UUID shape: time first, so that they sort. */
export function queryIds(): () => string {
  let sequence = 0;
  return () => {
    sequence = (sequence + 1) % 0x10000;
    const minutes = Math.floor(Date.now() / 60_000) % 0x1000000;
    const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");
    return `01${hex(minutes, 6)}-0000-${hex(sequence, 4)}-0000-${randomBytes(6).toString("hex")}`;
  };
}
