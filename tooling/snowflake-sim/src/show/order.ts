/** Compares texts by code unit, as listings are sorted: no locale. */
function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Compares by several texts in turn. */
export function byTexts<T>(...texts: readonly ((item: T) => string)[]): (left: T, right: T) => number {
  return (left, right) => {
    for (const text of texts) {
      const order = compareText(text(left), text(right));
      if (order !== 0) return order;
    }
    return 0;
  };
}
