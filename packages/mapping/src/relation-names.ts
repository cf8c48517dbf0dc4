import { fitIdentifier, foldName, joinIdentifier } from "@dp/type-map";

import { digest } from "./digest.ts";
import { groupBy, keyOf } from "./order.ts";

/** Something that wants a name of its own in a namespace. */
export interface NameRequest {
  /** Where the name must be one of its kind. */
  readonly namespace: string;
  /** The name Snowflake has for it, if it was given by a person. */
  readonly stored: string | undefined;
  /** Table and columns; the conventional name is made of them. */
  readonly parts: readonly [string, ...string[]];
  readonly suffix: "pkey" | "key" | "fkey" | "idx";
  /** Tells it apart from everything else in the namespace. */
  readonly identity: string;
}

interface Candidate<T> {
  readonly request: T;
  readonly rank: "own" | "conventional" | "marked";
  readonly name: string;
}

/**
 * A name for each request, the same whatever the order of the requests: a person's own name where it fits and is free,
 * else the conventional one, else that with a mark made of the identity. Where several want one name, none of them gets
 * it by coming first. In PostgreSQL indexes share a namespace with tables, which hold the `taken` names.
 */
export function chooseNames<T extends NameRequest>(
  requests: readonly T[],
  taken: ReadonlySet<string>,
): ReadonlyMap<T, string> {
  let candidates: readonly Candidate<T>[] = requests.map((request) => firstChoice(request));
  for (;;) {
    const next = yieldWhereCrowded(candidates, taken);
    if (next.every((candidate, index) => candidate === candidates[index])) break;
    candidates = next;
  }
  return new Map(candidates.map(({ request, name }) => [request, name]));
}

/** The key under which a taken name is kept. */
export function takenName(namespace: string, name: string): string {
  return keyOf(namespace, name);
}

function firstChoice<T extends NameRequest>(request: T): Candidate<T> {
  const name = request.stored === undefined ? undefined : ownName(request.stored);
  return name === undefined ? conventional(request) : { request, rank: "own", name };
}

/** Whether PostgreSQL can hold the text at all: not empty, no U+0000, no half of a surrogate pair. */
export function canBeName(text: string): boolean {
  return text !== "" && !/[\0\p{Surrogate}]/u.test(text);
}

/** The folded name; undefined when PostgreSQL cannot have it. */
export function ownName(stored: string): string | undefined {
  if (!canBeName(stored)) return undefined;
  const name = foldName(stored);
  return fitIdentifier(name) === name ? name : undefined;
}

function conventional<T extends NameRequest>(request: T): Candidate<T> {
  return { request, rank: "conventional", name: joinIdentifier(request.parts, request.suffix) };
}

function marked<T extends NameRequest>(request: T): Candidate<T> {
  return {
    request,
    rank: "marked",
    name: joinIdentifier([...request.parts, digest(request.identity)], request.suffix),
  };
}

/** Where a name is wanted twice, everyone who wants it goes one choice further; of two ranks the lower one stays. */
function yieldWhereCrowded<T extends NameRequest>(
  candidates: readonly Candidate<T>[],
  taken: ReadonlySet<string>,
): readonly Candidate<T>[] {
  const groups = groupBy(candidates, ({ request, name }) => takenName(request.namespace, name));
  return candidates.map((candidate) => {
    const place = takenName(candidate.request.namespace, candidate.name);
    const rivals = (groups.get(place) ?? []).filter((other) => other !== candidate);
    if (candidate.rank === "marked" || (rivals.length === 0 && !taken.has(place))) return candidate;
    if (candidate.rank === "own") return conventional(candidate.request);
    return rivals.some((other) => other.rank !== "own") || taken.has(place) ? marked(candidate.request) : candidate;
  });
}
