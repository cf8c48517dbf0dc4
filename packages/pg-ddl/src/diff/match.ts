/** Two lists brought together by a key; each item is used once. */
export interface Matched<T> {
  readonly pairs: readonly (readonly [wanted: T, present: T])[];
  readonly missing: readonly T[];
  readonly extra: readonly T[];
}

/** Items of the same key belong together; among several, those of the same name first. */
export function match<T extends { readonly name: string }>(
  wanted: readonly T[],
  present: readonly T[],
  keyOf: (item: T) => string,
): Matched<T> {
  const left = [...present];
  const pairs: (readonly [T, T])[] = [];
  const missing: T[] = [];
  for (const item of wanted) {
    const key = keyOf(item);
    const same = left.filter((other) => keyOf(other) === key);
    const found = same.find(({ name }) => name === item.name) ?? same[0];
    if (found === undefined) {
      missing.push(item);
      continue;
    }
    left.splice(left.indexOf(found), 1);
    pairs.push([item, found]);
  }
  // A catalogue and a file have them in different orders, and a plan must not.
  return { pairs, missing, extra: left.toSorted((one, other) => (one.name < other.name ? -1 : 1)) };
}
