/**
 * Edition of the mapping that this release makes for new projects. The type table, the policies' values and defaults,
 * and the translation of defaults belong to it: what a table becomes under one edition never changes. Another row only
 * ever comes under a new number, and the older numbers stay.
 */
export const edition = 1;

/** Every edition that this release can still map by. */
export const knownEditions: readonly number[] = [1];
