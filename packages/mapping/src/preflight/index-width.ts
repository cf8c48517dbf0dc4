import { align, type StoredColumn } from "./row-width.ts";

/** A third of a page less what it needs itself (nbtree.h, BTMaxItemSize of version 4). */
export const maxIndexBytes = 2704;

/** Bytes of the largest entry that a B-tree on these columns can get; an index moves nothing out of its entries. */
export function indexWidth(columns: readonly StoredColumn[]): number {
  // A bitmap of NULLs comes with an entry that lacks a column.
  const lacking = columns.flatMap((column, index) => (column.nullable ? [columns.toSpliced(index, 1)] : []));
  return Math.max(align(columns.reduce(put, 8), 8), ...lacking.map((rest) => align(rest.reduce(put, 16), 8)));
}

function put(end: number, { storage }: StoredColumn): number {
  if (storage.kind === "fixed") return align(end, storage.align) + storage.bytes;
  // A header of one byte up to 126 bytes, else one of four, aligned.
  return storage.most <= 125 ? end + 1 + storage.most : align(end, 4) + 4 + storage.most;
}
