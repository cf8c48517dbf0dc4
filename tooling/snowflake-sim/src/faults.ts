/** Which requests a fault is for: text contained in the path or the statement (any case), or a pattern. */
export interface FaultMatch {
  readonly path?: string | RegExp;
  readonly statement?: string | RegExp;
}

/** Of a lost answer: whether the request was carried out before (`after`, the default: the ugly case) or never began. */
export type FaultTime = "before" | "after";

/** One way to misbehave. */
export type FaultAction =
  | { readonly kind: "delay"; readonly ms: number }
  | { readonly kind: "status"; readonly status: number; readonly when?: FaultTime }
  | { readonly kind: "drop-connection"; readonly when?: FaultTime }
  /** The session token expires: 390112, and the client must renew it. */
  | { readonly kind: "expire-session" }
  /** Both tokens expire: 390112, and the renewal answers 390114. */
  | { readonly kind: "expire-master" }
  /** A chunk's connection breaks half way through its body. */
  | { readonly kind: "truncate-chunk" }
  /** All chunk URLs given out so far for the result stop working (403). */
  | { readonly kind: "expire-chunk-url" }
  /** Half of a chunk's body comes, and then a byte a second. */
  | { readonly kind: "trickle-chunk" }
  /** A chunk's rows come over and over, and never end. */
  | { readonly kind: "endless-chunk" }
  /** The statement fails in this way, whatever it is: cancelled by an administrator, its warehouse stopped, … */
  | { readonly kind: "fail-statement"; readonly code: string; readonly sqlState: string; readonly message: string };

/** A fault, for the next `times` (1) requests that match. */
export type Fault = FaultAction & { readonly match?: FaultMatch; readonly times?: number };

export type FaultKind = FaultAction["kind"];

/** How tests and demos tell the stand-in to misbehave. */
export interface FaultControl {
  add(fault: Fault): void;
  /** Faults that have not been used up. */
  pending(): readonly Fault[];
  clear(): void;
}

/** What a fault is matched against. */
export interface FaultTarget {
  readonly path: string;
  readonly statement: string | null;
}

/** Faults waiting for their request. */
export class Faults implements FaultControl {
  #waiting: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 });
  }

  pending(): readonly Fault[] {
    return this.#waiting.map(({ fault, left }) => ({ ...fault, times: left }));
  }

  clear(): void {
    this.#waiting = [];
  }

  /** Uses up one fault of the kind, if one is for this request. */
  take<K extends FaultKind>(
    kind: K,
    target: FaultTarget,
    accept: (fault: Extract<Fault, { kind: K }>) => boolean = () => true,
  ): Extract<Fault, { kind: K }> | undefined {
    for (const entry of this.#waiting) {
      const fault = entry.fault as Extract<Fault, { kind: K }>;
      if (fault.kind !== kind || !matches(fault.match, target) || !accept(fault)) continue;
      entry.left -= 1;
      if (entry.left <= 0) this.#waiting = this.#waiting.filter((other) => other !== entry);
      return fault;
    }
    return undefined;
  }
}

function matches(match: FaultMatch | undefined, target: FaultTarget): boolean {
  return (
    (match?.path === undefined || contains(target.path, match.path)) &&
    (match?.statement === undefined || (target.statement !== null && contains(target.statement, match.statement)))
  );
}

function contains(text: string, part: string | RegExp): boolean {
  return typeof part === "string" ? text.toLowerCase().includes(part.toLowerCase()) : text.search(part) >= 0;
}

const kinds: readonly string[] = [
  "delay",
  "status",
  "drop-connection",
  "expire-session",
  "expire-master",
  "truncate-chunk",
  "expire-chunk-url",
  "trickle-chunk",
  "endless-chunk",
  "fail-statement",
] satisfies FaultKind[];

/** Reads a fault from JSON. @throws TypeError that says what is wrong. */
export function readFault(value: unknown): Fault {
  const written = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  if (typeof written.kind !== "string" || !kinds.includes(written.kind)) {
    throw new TypeError(`A fault's kind is one of ${kinds.join(", ")}.`);
  }
  if (written.kind === "delay" && typeof written.ms !== "number") throw new TypeError("A delay has ms, a number.");
  if (written.kind === "status" && typeof written.status !== "number") {
    throw new TypeError("A status fault has status, a number.");
  }
  if (written.kind === "fail-statement" && typeof written.code !== "string") {
    throw new TypeError("A statement fails with code, sqlState and message, all text.");
  }
  return written as unknown as Fault;
}
