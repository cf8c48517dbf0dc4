import { randomUUID } from "node:crypto";

import type { SimUser } from "../options.ts";
import { LoginError } from "./login-error.ts";
import { sameSecret, type Users } from "./users.ts";

/** What Okta's authn answers: a token, a demand for more, or nothing for a wrong password. */
type OktaAnswer = { readonly status: "SUCCESS"; readonly sessionToken: string } | { readonly status: "MFA_REQUIRED" };

/** An Okta beside the account: password for a token, token for a SAML answer, SAML answer for a session. */
export class OktaSignIns {
  readonly #address: string | undefined;
  readonly #account: string;
  readonly #users: Users;
  readonly #byToken = new Map<string, string>();
  readonly #byAnswer = new Map<string, string>();

  constructor(options: { readonly address: string | undefined; readonly account: string; readonly users: Users }) {
    this.#address = options.address;
    this.#account = options.account;
    this.#users = options.users;
  }

  /** What `/session/authenticator-request` answers for an Okta address. @throws LoginError 390139 */
  begin(authenticator: string): { ssoUrl: string; tokenUrl: string; proofKey: null } {
    const address = this.#address;
    if (address?.toLowerCase() !== authenticator.toLowerCase().replace(/\/+$/, "")) {
      throw new LoginError(
        "390139",
        "The specified authenticator is not accepted by your Snowflake account configuration.  Please contact your local system administrator to get the correct URL to use.",
      );
    }
    return { ssoUrl: `${address}/app/snowflake/exk1/sso/saml`, tokenUrl: `${address}/api/v1/authn`, proofKey: null };
  }

  /** Users with a second factor are asked for it, which a program cannot answer. */
  signIn(name: string, password: string): OktaAnswer | undefined {
    const user = this.#users.find(name.toUpperCase());
    if (user === undefined || !sameSecret(user.password, password)) return undefined;
    if (user.mfaPasscode !== undefined) return { status: "MFA_REQUIRED" };
    const sessionToken = randomUUID();
    this.#byToken.set(sessionToken, user.name.toUpperCase());
    return { status: "SUCCESS", sessionToken };
  }

  /** The page that posts the SAML answer to Snowflake; Okta's own sign-in page when the token is none. */
  page(token: string | null): string {
    const user = token === null ? undefined : this.#byToken.get(token);
    if (token === null || user === undefined)
      return '<html><form action="/signin"><input name="username"></form></html>';
    this.#byToken.delete(token);
    const answer = randomUUID();
    this.#byAnswer.set(answer, user);
    const target = `https&#x3a;&#x2f;&#x2f;${this.#account.toLowerCase()}.snowflakecomputing.com&#x2f;fed&#x2f;login`;
    return `<html><form method="post" action="${target}"><input name="SAMLResponse" value="${answer}"></form></html>`;
  }

  /** The user whom a SAML answer proves; each is good once. @throws LoginError 390132 */
  redeem(html: string): SimUser {
    const answer = /name="SAMLResponse" value="([^"]+)"/.exec(html)?.[1] ?? "";
    const name = this.#byAnswer.get(answer);
    this.#byAnswer.delete(answer);
    const user = name === undefined ? undefined : this.#users.find(name);
    if (user !== undefined) return user;
    throw new LoginError(
      "390132",
      "SAML response is invalid or matching user is not found. Contact your local system administrator.",
    );
  }
}
