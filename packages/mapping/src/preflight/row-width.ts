import type { Storage } from "./storage.ts";

/** Bytes that a row may have: a page of 8192 without its own header (htup_details.h, MaxHeapTupleSize). */
export const maxRowBytes = 8160;

/** A value that is moved out of its row leaves 18 bytes; those of 24 and less are not moved (toast_helper.c). */
const mostInRow = 24;

/** One target column, as far as its row's width goes. */
export interface StoredColumn {
  readonly storage: Storage;
  readonly nullable: boolean;
}

/** Bytes of the smallest and of the largest row that a table can have. */
export interface RowWidth {
  /** All that may be NULL is, and texts are empty. */
  readonly least: number;
  /** Every column is filled, and whatever can be is moved out of the row. */
  readonly most: number;
}

/** Works out how wide rows are, from lengths and alignments alone (manual, "Database Page Layout"). */
export function rowWidth(columns: readonly StoredColumn[]): RowWidth {
  // The bitmap of NULLs is there when one column is NULL; a row with all columns has none, but may lack just one byte.
  const bitmap = columns.some(({ nullable }) => nullable) ? Math.ceil(columns.length / 8) : 0;
  const header = align(23 + bitmap, 8);
  const present = columns.filter(({ nullable }) => !nullable);
  return {
    least: align(
      present.reduce((end, { storage }) => put(end, storage, least(storage)), header),
      8,
    ),
    most: align(
      columns.reduce((end, { storage }) => put(end, storage, most(storage)), header),
      8,
    ),
  };
}

/** A short varying value stands anywhere, with a header of one byte. */
function put(end: number, storage: Storage, bytes: number): number {
  return storage.kind === "fixed" ? align(end, storage.align) + bytes : end + bytes;
}

function least(storage: Storage): number {
  return storage.kind === "fixed" ? storage.bytes : Math.min(storage.least + 1, 18);
}

function most(storage: Storage): number {
  return storage.kind === "fixed" ? storage.bytes : Math.min(storage.most + 1, mostInRow);
}

/** The next multiple. */
export function align(offset: number, to: number): number {
  return Math.ceil(offset / to) * to;
}
