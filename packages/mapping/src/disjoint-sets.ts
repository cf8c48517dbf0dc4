/** Sets that grow together: union and find over whatever can be a map's key. */
export class DisjointSets<T> {
  private readonly parents = new Map<T, T>();

  /** Puts two items, and all that were joined with them before, into one set. */
  join(a: T, b: T): void {
    this.parents.set(this.find(a), this.find(b));
  }

  /** All sets of more than one item. */
  sets(): readonly (readonly T[])[] {
    const byRoot = new Map<T, T[]>();
    for (const item of this.parents.keys()) {
      const root = this.find(item);
      byRoot.set(root, [...(byRoot.get(root) ?? []), item]);
    }
    return [...byRoot.values()].filter((items) => items.length > 1);
  }

  private find(item: T): T {
    let root = item;
    for (let next = this.parents.get(root); next !== undefined && next !== root; next = this.parents.get(root)) {
      root = next;
    }
    if (!this.parents.has(item)) this.parents.set(item, item);
    for (let at = item; at !== root;) {
      const next = this.parents.get(at) ?? root;
      this.parents.set(at, root);
      at = next;
    }
    return root;
  }
}
