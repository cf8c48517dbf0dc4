/** One user who may sign in; which secrets are given decides which methods work for them. */
export interface SimUser {
  /** Folded to upper case, as Snowflake does with names that are not quoted. */
  readonly name: string;
  readonly password?: string;
  /** PEM of the RSA public key that is registered for the user. */
  readonly publicKey?: string;
  /** Programmatic access token. */
  readonly pat?: string;
  readonly oauthToken?: string;
  /** A client that gets tokens for this user with a secret of its own. */
  readonly oauthClient?: { readonly id: string; readonly secret: string };
  /** Identity that a platform vouches for: an AWS access key's id, or the token of another provider. */
  readonly workload?: { readonly provider: "AWS" | "AZURE" | "GCP" | "OIDC"; readonly proof: string };
  /** What Snowflake says instead of opening a session, however well the user proved who they are. */
  readonly refusal?: { readonly code: string; readonly message: string };
  /** When given, a password alone is refused: this passcode is the second factor. */
  readonly mfaPasscode?: string;
  /** Roles granted to the user; PUBLIC is always among them. */
  readonly roles: readonly string[];
  /** The first of `roles` when absent. */
  readonly defaultRole?: string;
}

/** How a stand-in is started; everything has a default. */
export interface SimOptions {
  /** Account name that sign-ins must give; `SIM` by default. Another one gets HTTP 404, as an unknown host does. */
  readonly account?: string;
  /** Address of the Okta that the account trusts, e.g. `https://sim.okta.com`; it answers on the same listeners. */
  readonly okta?: string;
  /** Origin of the company's sign-in page, to which a sign-in with the browser is sent; the stand-in's own when absent. */
  readonly identityProvider?: string;
  /** Whether the account lets clients keep tokens for the next sign-in; false by default, as on a new account. */
  readonly tokenCaching?: boolean;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** SQL texts that run at start, as ACCOUNTADMIN. */
  readonly sql?: readonly string[];
  readonly users?: readonly SimUser[];
  /** Rows of a result that travel in the reply itself; the rest goes into chunks. Default 1000. */
  readonly inlineRows?: number;
  /** Bytes of row text after which a chunk is closed. Default 8 000 000. */
  readonly chunkBytes?: number;
  /** Milliseconds a statement request is held before "in progress" is answered. Default 45 000, as Snowflake holds it. */
  readonly syncMs?: number;
  /** Rows after which a SHOW is cut. Default 10 000. */
  readonly listingCap?: number;
  /** Milliseconds since the epoch for commit times and time travel; the system's clock by default. */
  readonly now?: () => number;
  /** Opens a second listener, for https, with this PEM key and certificate. */
  readonly tls?: { readonly key: string; readonly cert: string };
}
