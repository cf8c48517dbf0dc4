/** What kind of trouble it is; a program chooses its exit code and whether to go on by it. */
export type SnowflakeErrorCategory =
  "settings" | "auth" | "network" | "timeout" | "cancelled" | "permission" | "not-found" | "statement" | "protocol";

/** What one of our codes means, in words. */
export interface Meaning {
  readonly category: SnowflakeErrorCategory;
  readonly retryable: boolean;
  readonly sentence: string;
  readonly hint: string;
}

/** Every code that this package throws. */
export const meanings = {
  SNOWFLAKE_SETTINGS_INVALID: {
    category: "settings",
    retryable: false,
    sentence: "The connection settings are not usable",
    hint: "Check SNOWFLAKE_ACCOUNT (ORGANIZATION-ACCOUNT, letters, digits, - and .), SNOWFLAKE_USER and SNOWFLAKE_AUTH_METHOD.",
  },
  SNOWFLAKE_KEY_NOT_FOUND: {
    category: "settings",
    retryable: false,
    sentence: "The private key file cannot be read",
    hint: "Set SNOWFLAKE_PRIVATE_KEY_PATH to a PEM file that this user may read.",
  },
  SNOWFLAKE_KEY_EXPOSED: {
    category: "settings",
    retryable: false,
    sentence: "The private key file can be read by other users",
    hint: "Run chmod 600 on it.",
  },
  SNOWFLAKE_KEY_INVALID: {
    category: "settings",
    retryable: false,
    sentence: "The file is not a private key that Snowflake takes",
    hint: "An RSA key of at least 2048 bits in PEM form is needed: openssl genrsa 2048 | openssl pkcs8 -topk8 -inform PEM -out rsa_key.p8",
  },
  SNOWFLAKE_KEY_PASSPHRASE_MISSING: {
    category: "settings",
    retryable: false,
    sentence: "The private key is encrypted and no passphrase was given",
    hint: "Set SNOWFLAKE_PRIVATE_KEY_PASSPHRASE, or SNOWFLAKE_PRIVATE_KEY_PASSPHRASE_FILE.",
  },
  SNOWFLAKE_KEY_PASSPHRASE_WRONG: {
    category: "settings",
    retryable: false,
    sentence: "The passphrase does not open the private key",
    hint: "Check SNOWFLAKE_PRIVATE_KEY_PASSPHRASE; in .env, quote a value that holds # or blanks.",
  },
  SNOWFLAKE_LOGIN_REFUSED: {
    category: "auth",
    retryable: false,
    sentence: "Snowflake refused the user name or the secret",
    hint: "Check SNOWFLAKE_USER and the password or token; a user of type SERVICE cannot use a password at all (choose key_pair).",
  },
  SNOWFLAKE_USER_LOCKED: {
    category: "auth",
    retryable: false,
    sentence: "The user or the account is locked or disabled",
    hint: "Wait 15 minutes after failed attempts, or ask an administrator: ALTER USER … SET MINS_TO_UNLOCK = 0, DISABLED = FALSE.",
  },
  SNOWFLAKE_SECOND_FACTOR_NEEDED: {
    category: "auth",
    retryable: false,
    sentence: "Snowflake demands a second factor",
    hint: "Use SNOWFLAKE_AUTH_METHOD=key_pair, sso or pat, or give the one-time code in SNOWFLAKE_PASSCODE.",
  },
  SNOWFLAKE_JWT_REFUSED: {
    category: "auth",
    retryable: false,
    sentence: "Snowflake refused the key",
    hint: "One of: the public key is not registered (ALTER USER … SET RSA_PUBLIC_KEY), SNOWFLAKE_ACCOUNT is another account or carries a region, SNOWFLAKE_USER is not the login name, or this machine's clock is off by more than a minute.",
  },
  SNOWFLAKE_TOKEN_REFUSED: {
    category: "auth",
    retryable: false,
    sentence: "Snowflake refused the token",
    hint: "It has expired, was revoked, is of another user, or its role or network policy does not fit; make a new one.",
  },
  SNOWFLAKE_TOKEN_EXPIRED: {
    category: "auth",
    retryable: false,
    sentence: "The token has expired",
    hint: "Get a fresh one into SNOWFLAKE_TOKEN, or name a file that is kept fresh in SNOWFLAKE_TOKEN_FILE; programs use key_pair or oauth_client_credentials.",
  },
  SNOWFLAKE_METHOD_REFUSED: {
    category: "auth",
    retryable: false,
    sentence: "The account does not accept this way to sign in",
    hint: "Choose another SNOWFLAKE_AUTH_METHOD, or ask an administrator which one the account's authentication policy allows for this user.",
  },
  SNOWFLAKE_OKTA_REFUSED: {
    category: "auth",
    retryable: false,
    sentence: "Okta refused the user name or the password",
    hint: "Check SNOWFLAKE_USER (the name at Okta) and SNOWFLAKE_PASSWORD; where Okta asks for a second factor, use sso.",
  },
  SNOWFLAKE_OKTA_ADDRESS: {
    category: "settings",
    retryable: false,
    sentence: "SNOWFLAKE_SSO_URL is not the Okta that this account trusts",
    hint: "Set it to Okta's own address, https://<company>.okta.com without a path; accounts that trust another provider use sso.",
  },
  SNOWFLAKE_OKTA_NO_PROOF: {
    category: "auth",
    retryable: false,
    sentence: "Okta gave no proof of identity for this account",
    hint: "Either Okta asks for a second factor (use sso), or the user has no access to this account's application in Okta, or SNOWFLAKE_ACCOUNT is not written as the application has it.",
  },
  SNOWFLAKE_OAUTH_CLIENT_REFUSED: {
    category: "auth",
    retryable: false,
    sentence: "The OAuth server gave no token to the client",
    hint: "Check SNOWFLAKE_OAUTH_CLIENT_ID, SNOWFLAKE_OAUTH_CLIENT_SECRET, SNOWFLAKE_OAUTH_SCOPE and SNOWFLAKE_OAUTH_TOKEN_REQUEST_URL; the client must be allowed client credentials.",
  },
  SNOWFLAKE_WORKLOAD_IDENTITY_MISSING: {
    category: "auth",
    retryable: false,
    sentence: "The platform vouches for nobody here",
    hint: "Run it where the platform gives an identity (SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER says which platform), or choose another SNOWFLAKE_AUTH_METHOD.",
  },
  SNOWFLAKE_SSO_ELSEWHERE: {
    category: "auth",
    retryable: false,
    sentence: "Snowflake sends the browser to another place than your company's sign-in",
    hint: "Check SNOWFLAKE_ACCOUNT; if the account is right, the address of your company's sign-in has changed: correct SNOWFLAKE_SSO_URL.",
  },
  SNOWFLAKE_SSO_FAILED: {
    category: "auth",
    retryable: false,
    sentence: "The sign-in in the browser did not finish",
    hint: "Finish it in the window that opened, as the user of SNOWFLAKE_USER; without a desktop use key_pair.",
  },
  SNOWFLAKE_NETWORK_POLICY: {
    category: "auth",
    retryable: false,
    sentence: "A network policy of the account does not let this address in",
    hint: "Connect through the VPN, or ask an administrator to allow this address.",
  },
  SNOWFLAKE_NETWORK_POLICY_NEEDED: {
    category: "auth",
    retryable: false,
    sentence: "Snowflake takes a programmatic access token only of a user under a network policy",
    hint: "Ask an administrator: ALTER USER … SET NETWORK_POLICY = …, or an authentication policy that waives it.",
  },
  SNOWFLAKE_PROXY_UNREACHABLE: {
    category: "network",
    retryable: true,
    sentence: "The proxy cannot be reached",
    hint: "Check SNOWFLAKE_PROXY or HTTPS_PROXY; what needs no proxy is named in SNOWFLAKE_NO_PROXY or NO_PROXY.",
  },
  SNOWFLAKE_ROLE_NOT_GRANTED: {
    category: "auth",
    retryable: false,
    sentence: "The role is not granted to the user",
    hint: "Check SNOWFLAKE_ROLE, or: GRANT ROLE … TO USER …",
  },
  SNOWFLAKE_ACCOUNT_UNKNOWN: {
    category: "settings",
    retryable: false,
    sentence: "There is no such Snowflake account at this address",
    hint: "Check SNOWFLAKE_ACCOUNT: ORGANIZATION-ACCOUNT as SELECT CURRENT_ORGANIZATION_NAME() || '-' || CURRENT_ACCOUNT_NAME() prints it.",
  },
  SNOWFLAKE_PROXY_REFUSED: {
    category: "network",
    retryable: false,
    sentence: "The proxy wants to know who asks, or refuses",
    hint: "Give a user and a password, percent-encoded, in HTTPS_PROXY (http://user:password@host:port), or as they are in SNOWFLAKE_PROXY_USER and SNOWFLAKE_PROXY_PASSWORD; or name Snowflake's host in NO_PROXY.",
  },
  SNOWFLAKE_UNREACHABLE: {
    category: "network",
    retryable: true,
    sentence: "Snowflake cannot be reached",
    hint: "Check SNOWFLAKE_ACCOUNT, the VPN, and HTTPS_PROXY / NO_PROXY.",
  },
  SNOWFLAKE_TLS: {
    category: "network",
    retryable: false,
    sentence: "The certificate of the host was not accepted",
    hint: "Behind a proxy that inspects TLS, set NODE_EXTRA_CA_CERTS to its CA file.",
  },
  SNOWFLAKE_UNAVAILABLE: {
    category: "network",
    retryable: true,
    sentence: "Snowflake is not available at the moment",
    hint: "Try again in a few minutes; https://status.snowflake.com shows incidents.",
  },
  SNOWFLAKE_SESSION_GONE: {
    category: "auth",
    retryable: true,
    sentence: "The session no longer exists",
    hint: "Run the command again; it signs in anew.",
  },
  SNOWFLAKE_TIMEOUT: {
    category: "timeout",
    retryable: true,
    sentence: "No answer within the deadline",
    hint: "Check the VPN and the load of the account, or give it more time.",
  },
  SNOWFLAKE_CANCELLED: {
    category: "cancelled",
    retryable: true,
    sentence: "Cancelled",
    hint: "Run the command again when you are ready.",
  },
  SNOWFLAKE_NO_WAREHOUSE: {
    category: "settings",
    retryable: false,
    sentence: "The statement needs a warehouse and none is in use",
    hint: "Set SNOWFLAKE_WAREHOUSE to one that the role may use (GRANT USAGE ON WAREHOUSE … TO ROLE …) and that resumes by itself (AUTO_RESUME).",
  },
  SNOWFLAKE_WAREHOUSE_UNAVAILABLE: {
    category: "settings",
    retryable: true,
    sentence: "The warehouse cannot be used now",
    hint: "Ask who runs it for credits (its resource monitor) or to resume it (ALTER WAREHOUSE … RESUME), or set SNOWFLAKE_WAREHOUSE to another one; then run the command again.",
  },
  SNOWFLAKE_DISK_FULL: {
    category: "settings",
    retryable: true,
    sentence: "There is no room for a file of the stage",
    hint: "Free space in the folder for temporary files, or name a larger one (TMPDIR), and run the command again; or --reader result, which needs none.",
  },
  SNOWFLAKE_OBJECT_NOT_FOUND: {
    category: "not-found",
    retryable: false,
    sentence: "The object does not exist or the role may not see it",
    hint: "Check the name (exact case) and the grants of the role: USAGE on database and schema, SELECT or REFERENCES on the table.",
  },
  SNOWFLAKE_NO_PRIVILEGE: {
    category: "permission",
    retryable: false,
    sentence: "The role lacks a privilege",
    hint: "Ask the owner for the grant, or choose another role in SNOWFLAKE_ROLE.",
  },
  SNOWFLAKE_TOO_LARGE: {
    category: "statement",
    retryable: false,
    sentence: "The answer is too large for Snowflake to give",
    hint: "Ask for less at a time: one schema or one table.",
  },
  SNOWFLAKE_STATEMENT_REFUSED: {
    category: "statement",
    retryable: false,
    sentence: "Snowflake refused the statement",
    hint: "The message is Snowflake's own; please report it when it looks like a fault of this program.",
  },
  SNOWFLAKE_UNEXPECTED_ANSWER: {
    category: "protocol",
    retryable: false,
    sentence: "The answer is not what Snowflake sends",
    hint: "A proxy or a sign-in page may stand in between: open the account's address in a browser.",
  },
} as const satisfies Record<string, Meaning>;

export type SnowflakeErrorCode = keyof typeof meanings;

/** Snowflake's own codes ("Federated Authentication & SSO Error Codes", "OAuth error codes"), of the server (six digits, or 39xxxx) and of the driver (40xxxx). */
export const codeOfSnowflakeCode: ReadonlyMap<string, SnowflakeErrorCode> = new Map<string, SnowflakeErrorCode>([
  ["390100", "SNOWFLAKE_LOGIN_REFUSED"],
  ["390101", "SNOWFLAKE_USER_LOCKED"],
  ["390102", "SNOWFLAKE_USER_LOCKED"],
  ["390120", "SNOWFLAKE_SECOND_FACTOR_NEEDED"],
  ["390127", "SNOWFLAKE_SECOND_FACTOR_NEEDED"],
  ["394508", "SNOWFLAKE_SECOND_FACTOR_NEEDED"],
  ["390135", "SNOWFLAKE_METHOD_REFUSED"],
  ["390139", "SNOWFLAKE_METHOD_REFUSED"],
  ["390192", "SNOWFLAKE_METHOD_REFUSED"],
  ["390202", "SNOWFLAKE_METHOD_REFUSED"],
  ["390144", "SNOWFLAKE_JWT_REFUSED"],
  ["390189", "SNOWFLAKE_ROLE_NOT_GRANTED"],
  ["390201", "SNOWFLAKE_OBJECT_NOT_FOUND"],
  ["390186", "SNOWFLAKE_ROLE_NOT_GRANTED"],
  ["390132", "SNOWFLAKE_SSO_FAILED"],
  ["390191", "SNOWFLAKE_SSO_FAILED"],
  ["390195", "SNOWFLAKE_TOKEN_REFUSED"],
  ["390303", "SNOWFLAKE_TOKEN_REFUSED"],
  ["390317", "SNOWFLAKE_ROLE_NOT_GRANTED"],
  ["390318", "SNOWFLAKE_TOKEN_EXPIRED"],
  ["394400", "SNOWFLAKE_TOKEN_REFUSED"],
  ["390422", "SNOWFLAKE_NETWORK_POLICY"],
  ["390432", "SNOWFLAKE_NETWORK_POLICY_NEEDED"],
  ["390104", "SNOWFLAKE_SESSION_GONE"],
  ["390111", "SNOWFLAKE_SESSION_GONE"],
  ["390112", "SNOWFLAKE_SESSION_GONE"],
  ["390114", "SNOWFLAKE_SESSION_GONE"],
  ["000606", "SNOWFLAKE_NO_WAREHOUSE"],
  // A resource monitor has stopped it.
  ["090073", "SNOWFLAKE_WAREHOUSE_UNAVAILABLE"],
  ["000604", "SNOWFLAKE_CANCELLED"],
  ["000630", "SNOWFLAKE_TIMEOUT"],
  ["002003", "SNOWFLAKE_OBJECT_NOT_FOUND"],
  ["002043", "SNOWFLAKE_OBJECT_NOT_FOUND"],
  ["003001", "SNOWFLAKE_NO_PRIVILEGE"],
  ["090030", "SNOWFLAKE_TOO_LARGE"],
  // The driver's own. 402xxx: a chunk of a result could not be fetched or read.
  ["401001", "SNOWFLAKE_UNREACHABLE"],
  ["401003", "SNOWFLAKE_UNEXPECTED_ANSWER"],
  ["401004", "SNOWFLAKE_SESSION_GONE"],
  ["402001", "SNOWFLAKE_UNAVAILABLE"],
  ["402002", "SNOWFLAKE_UNAVAILABLE"],
  ["405503", "SNOWFLAKE_SESSION_GONE"],
  ["407001", "SNOWFLAKE_SESSION_GONE"],
  ["407002", "SNOWFLAKE_SESSION_GONE"],
]);

/** Node's codes for a connection that could not be made or was cut; true: worth another attempt at once. */
export const transientNetworkCode: ReadonlyMap<string, boolean> = new Map([
  ["ENOTFOUND", false],
  ["ECONNREFUSED", false],
  ["EHOSTUNREACH", false],
  ["ENETUNREACH", false],
  ["EAI_AGAIN", true],
  ["ECONNRESET", true],
  ["ECONNABORTED", true],
  ["ETIMEDOUT", true],
  ["EPIPE", true],
]);
