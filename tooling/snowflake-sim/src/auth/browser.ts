import { randomBytes, randomUUID } from "node:crypto";

import { LoginError } from "./login-error.ts";

const lifetimeMs = 600_000;

interface Proof {
  readonly user: string;
  readonly token: string;
  readonly expires: number;
}

interface SignInPage {
  readonly user: string;
  readonly proofKey: string;
  /** Port on localhost where the client waits for the token. */
  readonly port: number;
}

/** Sign-ins through the browser: the page hands a token to the client's port, the client brings it with its proof key. */
export class BrowserSignIns {
  readonly #proofs = new Map<string, Proof>();
  readonly #identityProvider: string | undefined;

  /** `identityProvider` is the origin of the page when it is not the stand-in's own. */
  constructor(identityProvider?: string) {
    this.#identityProvider = identityProvider;
  }

  /** What `/session/authenticator-request` answers: where to send the browser, and the key that proves who asked. */
  begin(origin: string, user: string, port: string): { ssoUrl: string; proofKey: string } {
    const proofKey = randomBytes(32).toString("base64");
    const query = new URLSearchParams({
      login_name: user,
      proof_key: proofKey,
      browser_mode_redirect_port: port,
    });
    return { ssoUrl: `${this.#identityProvider ?? origin}/console/login?${query.toString()}`, proofKey };
  }

  /** The page where the user signs in, or undefined when the address is not complete. */
  page(query: URLSearchParams): string | undefined {
    const request = readPage(query);
    if (request === undefined) return undefined;
    const token = `ver:1-hint:${randomUUID()}`;
    this.#proofs.set(request.proofKey, { user: request.user, token, expires: Date.now() + lifetimeMs });
    // The driver reads the token only as the first parameter.
    return signInPage(request.user, `http://localhost:${String(request.port)}/?token=${encodeURIComponent(token)}`);
  }

  /** The user who signed in; each token is good once. @throws LoginError 390132 or 390191 */
  redeem(proofKey: string | null, token: string | null, user: string): string {
    const proof = proofKey === null ? undefined : this.#proofs.get(proofKey);
    if (proofKey !== null) this.#proofs.delete(proofKey);
    if (proof?.token !== token || proof.expires < Date.now()) {
      throw new LoginError(
        "390132",
        "SAML response is invalid or matching user is not found. Contact your local system administrator.",
      );
    }
    if (proof.user !== "" && user !== "" && proof.user !== user) {
      throw new LoginError(
        "390191",
        "The user you were trying to authenticate as differs from the user currently logged in at the IDP.",
      );
    }
    return proof.user === "" ? user : proof.user;
  }
}

function readPage(query: URLSearchParams): SignInPage | undefined {
  const proofKey = query.get("proof_key");
  const port = Number(query.get("browser_mode_redirect_port"));
  if (proofKey === null || proofKey === "" || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  return { proofKey, port, user: (query.get("login_name") ?? "").toUpperCase() };
}

function signInPage(user: string, target: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Sign in</title>
<h1>Sign in</h1>
<p>This stand-in for Snowflake believes that you are <b>${escapeHtml(user)}</b>.</p>
<p><a id="sign-in" href="${escapeHtml(target)}">Sign in</a></p>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
