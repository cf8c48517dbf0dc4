import { randomUUID } from "node:crypto";

import type { Session } from "./contracts.ts";
import type { ParameterValue } from "./session-parameters.ts";

/** Seconds that a session token and a master token live (Snowflake's defaults: one hour, four hours). */
export const sessionSeconds = 3600;
export const masterSeconds = 14_400;

/** A session with its two tokens. */
export interface LiveSession {
  readonly session: Session;
  token: string;
  tokenExpires: number;
  readonly masterToken: string;
  masterExpires: number;
}

interface SessionStart {
  readonly account: string;
  readonly user: string;
  readonly role: string;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
}

/** What a session token is worth: `gone` after a close, `expired` until it is renewed, `unknown` otherwise. */
type TokenState =
  { readonly state: "live"; readonly live: LiveSession } | { readonly state: "expired" | "gone" | "unknown" };

/** Sessions by token. Tokens that were renewed stay known as expired, so that a late request renews once more. */
export class SessionStore {
  readonly #byToken = new Map<string, LiveSession>();
  readonly #byMaster = new Map<string, LiveSession>();
  readonly #gone = new Set<string>();
  #next = Date.now() * 1000;

  get size(): number {
    return this.#byMaster.size;
  }

  open(start: SessionStart): LiveSession {
    this.#next += 1;
    const live: LiveSession = {
      session: {
        id: String(this.#next),
        account: start.account,
        user: start.user,
        role: start.role,
        warehouse: null,
        database: null,
        schema: null,
        parameters: new Map(start.parameters),
      },
      token: newToken("st"),
      tokenExpires: Date.now() + sessionSeconds * 1000,
      masterToken: newToken("mt"),
      masterExpires: Date.now() + masterSeconds * 1000,
    };
    this.#byToken.set(live.token, live);
    this.#byMaster.set(live.masterToken, live);
    return live;
  }

  look(token: string | null): TokenState {
    const live = token === null ? undefined : this.#byToken.get(token);
    if (live === undefined) return { state: token !== null && this.#gone.has(token) ? "gone" : "unknown" };
    return live.token === token && live.tokenExpires > Date.now() ? { state: "live", live } : { state: "expired" };
  }

  /** A fresh session token for a master token that is still valid. */
  renew(masterToken: string | null): LiveSession | undefined {
    const live = masterToken === null ? undefined : this.#byMaster.get(masterToken);
    if (live === undefined || live.masterExpires <= Date.now()) return undefined;
    live.token = newToken("st");
    live.tokenExpires = Date.now() + sessionSeconds * 1000;
    this.#byToken.set(live.token, live);
    return live;
  }

  close(live: LiveSession): void {
    this.#byMaster.delete(live.masterToken);
    for (const [token, owner] of this.#byToken) {
      if (owner !== live) continue;
      this.#byToken.delete(token);
      this.#gone.add(token);
    }
  }
}

function newToken(kind: "st" | "mt"): string {
  return `ver:3-hint:${kind}-${randomUUID()}${randomUUID()}`;
}
