/** Seconds that a statement may take where rows are read; those of other commands read metadata. */
export const statementSeconds = 14_400;
