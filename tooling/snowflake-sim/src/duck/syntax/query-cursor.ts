import { Cursor } from "../../sql/cursor.ts";

/** A cursor with what queries need beside: where expressions begin and end, and the count of `?`. */
export class QueryCursor extends Cursor {
  private binds = 0;

  /** Offset of the token to come. */
  start(): number {
    return this.peek()?.start ?? this.sql.length;
  }

  /** Offset behind the token before. */
  end(): number {
    return this.peek(-1)?.end ?? 0;
  }

  /** Number of the next `?`, from 1. */
  nextBind(): number {
    return ++this.binds;
  }

  /** `a.b.c`; a reserved word may begin it where it is a function's name. */
  names(firstMayBeReserved: boolean): string[] {
    const parts = [firstMayBeReserved ? this.anyName() : this.expectName()];
    while (this.acceptOperator(".")) parts.push(this.anyName());
    return parts;
  }

  /** Behind a dot every word is a name. */
  private anyName(): string {
    const token = this.peek();
    if (token?.kind !== "word" && token?.kind !== "quoted") throw this.unexpected();
    return this.fold(this.next());
  }

  /** Items between commas, without parentheses around them. */
  items<Item>(item: () => Item): Item[] {
    const found = [item()];
    while (this.acceptOperator(",")) found.push(item());
    return found;
  }
}
