import type { Row } from "@dp/snowflake-client";
import { unexpectedAnswer } from "./error.ts";

/** One row of a listing, read by column name; columns that are not asked for may come and go. */
export class Cells {
  readonly #row: Row;
  readonly #listing: string;

  constructor(listing: string, row: Row) {
    this.#listing = listing;
    this.#row = row;
  }

  /** A cell that every version of the listing has. @throws ExtractError when the column is missing or NULL. */
  text(column: string): string {
    const value = this.#row[column];
    if (typeof value === "string") return value;
    const fault = value === null ? "is NULL" : "is missing";
    throw unexpectedAnswer(`${this.#listing}: column "${column}" ${fault}`);
  }

  /** SHOW writes "none" as the empty string, DESCRIBE as NULL; an absent column is none as well. */
  optional(column: string): string | undefined {
    const value = this.#row[column];
    return value === null || value === "" ? undefined : value;
  }

  /** A flag in any of Snowflake's spellings; undefined when there is none. @throws ExtractError for another word. */
  flag(column: string): boolean | undefined {
    const value = this.optional(column);
    if (value === undefined) return undefined;
    const flag = flags.get(value.toUpperCase());
    if (flag === undefined) throw unexpectedAnswer(`${this.#listing}: "${column}" is ${value}, neither true nor false`);
    return flag;
  }

  /** A count from 1. @throws ExtractError */
  ordinal(column: string): number {
    const value = this.text(column);
    if (!/^[1-9]\d{0,8}$/.test(value)) throw unexpectedAnswer(`${this.#listing}: "${column}" is ${value}, not a count`);
    return Number(value);
  }
}

const flags: ReadonlyMap<string, boolean> = new Map([
  ["TRUE", true],
  ["Y", true],
  ["YES", true],
  ["ON", true],
  ["FALSE", false],
  ["N", false],
  ["NO", false],
  ["OFF", false],
]);
