import { randomUUID } from "node:crypto";

/** Tokens that let a client skip the browser or the second factor next time. */
export class CachedTokens {
  readonly #owners = new Map<string, string>();

  issue(kind: "id" | "mfa", user: string): string {
    const token = `ver:1-hint:${kind}-${randomUUID()}`;
    this.#owners.set(`${kind}:${token}`, user);
    return token;
  }

  /** No token that was issued so far is good any more. */
  revoke(): void {
    this.#owners.clear();
  }

  belongs(kind: "id" | "mfa", token: string | null, user: string): boolean {
    return token !== null && this.#owners.get(`${kind}:${token}`) === user;
  }
}
