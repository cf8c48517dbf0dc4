/** The two claims an example can make; without types of Node, which the package does not need either. */
export function same<T>(actual: T, expected: T): void {
  const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (one !== other) throw new Error(`the example says\n  ${other}\nbut it is\n  ${one}`);
}

export function throws(run: () => unknown, code: string): void {
  let found: unknown = "nothing";
  try {
    run();
  } catch (error) {
    found = (error as { readonly code?: unknown }).code;
  }
  if (found !== code) throw new Error(`the example says it throws ${code}, but it threw ${String(found)}`);
}
