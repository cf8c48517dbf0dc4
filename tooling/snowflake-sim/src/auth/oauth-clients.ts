import { randomUUID } from "node:crypto";

import type { SimUser } from "../options.ts";
import { sameSecret } from "./users.ts";

/** What a token endpoint answers a client: RFC 6749, sections 5.1 and 5.2. */
type TokenAnswer =
  | { readonly access_token: string; readonly token_type: "Bearer"; readonly expires_in: number }
  | {
      readonly error: "invalid_client" | "invalid_scope" | "unsupported_grant_type";
      readonly error_description: string;
    };

/** Clients that get tokens with a secret of their own, and the tokens they got. */
export class OauthClients {
  readonly #users: readonly SimUser[];
  readonly #byToken = new Map<string, SimUser>();

  constructor(users: readonly SimUser[]) {
    this.#users = users;
  }

  grant(form: URLSearchParams): TokenAnswer {
    if (form.get("grant_type") !== "client_credentials") {
      return { error: "unsupported_grant_type", error_description: "Only client_credentials is supported here." };
    }
    const user = this.#users.find(({ oauthClient }) => oauthClient?.id === form.get("client_id"));
    if (user === undefined || !sameSecret(user.oauthClient?.secret, form.get("client_secret"))) {
      return { error: "invalid_client", error_description: "The client credentials are invalid." };
    }
    const role = /^session:role:(.+)$/.exec(form.get("scope") ?? "")?.[1]?.toUpperCase();
    if (role !== undefined && !user.roles.some((held) => held.toUpperCase() === role)) {
      return { error: "invalid_scope", error_description: "The requested scope is not allowed for the client." };
    }
    const token = `oauth-${randomUUID()}`;
    this.#byToken.set(token, user);
    return { access_token: token, token_type: "Bearer", expires_in: 600 };
  }

  /** The user behind a token that was granted here. */
  owner(token: string | null): SimUser | undefined {
    return token === null ? undefined : this.#byToken.get(token);
  }
}
