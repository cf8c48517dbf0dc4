import { createHash, timingSafeEqual } from "node:crypto";

import type { SimUser } from "../options.ts";

/** Who may sign in, by folded name and by token. */
export class Users {
  readonly #byName: ReadonlyMap<string, SimUser>;

  constructor(users: readonly SimUser[]) {
    this.#byName = new Map(users.map((user) => [user.name.toUpperCase(), user]));
  }

  get all(): readonly SimUser[] {
    return [...this.#byName.values()];
  }

  find(name: string): SimUser | undefined {
    return this.#byName.get(name);
  }

  /** The owner of a token; when a name is given it must be theirs. */
  byToken(kind: "pat" | "oauthToken", token: string | null, name: string): SimUser | undefined {
    if (token === null) return undefined;
    return [...this.#byName.values()].find(
      (user) => sameSecret(user[kind], token) && (name === "" || user.name.toUpperCase() === name),
    );
  }

  /** Whether any user has the role; tells "not granted" from "does not exist". */
  knowsRole(role: string): boolean {
    return [...this.#byName.values()].some((user) => user.roles.some((held) => held.toUpperCase() === role));
  }
}

/** Compares secrets in constant time; a secret that was never set equals none. */
export function sameSecret(expected: string | undefined, given: string | null): boolean {
  if (expected === undefined || given === null) return false;
  return timingSafeEqual(hash(expected), hash(given));
}

function hash(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
