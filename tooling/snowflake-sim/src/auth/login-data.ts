import type { ParameterValue } from "../session-parameters.ts";

/** The body of a sign-in, read once. */
export interface LoginData {
  readonly account: string;
  readonly user: string;
  /** Upper case; SNOWFLAKE when the client names none. */
  readonly authenticator: string;
  readonly password: string | null;
  readonly token: string | null;
  readonly proofKey: string | null;
  readonly passcode: string | null;
  readonly passcodeInPassword: boolean;
  /** The page with the SAML answer, of a sign-in through Okta. */
  readonly saml: string | null;
  /** Whose word a workload's identity is: AWS, AZURE, GCP or OIDC. */
  readonly provider: string | null;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
}

/** Reads `data` of a login-request. */
export function readLoginData(value: unknown): LoginData {
  const data = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const text = (name: string): string | null => {
    const field = data[name];
    return typeof field === "string" && field !== "" ? field : null;
  };
  return {
    account: (text("ACCOUNT_NAME") ?? "").toUpperCase(),
    user: (text("LOGIN_NAME") ?? "").toUpperCase(),
    authenticator: (text("AUTHENTICATOR") ?? "SNOWFLAKE").toUpperCase(),
    password: text("PASSWORD"),
    token: text("TOKEN"),
    proofKey: text("PROOF_KEY"),
    passcode: text("PASSCODE"),
    passcodeInPassword: data.passcodeInPassword === true,
    saml: text("RAW_SAML_RESPONSE"),
    provider: text("PROVIDER"),
    parameters: readParameters(data.SESSION_PARAMETERS),
  };
}

function readParameters(value: unknown): Map<string, ParameterValue> {
  const parameters = new Map<string, ParameterValue>();
  if (typeof value !== "object" || value === null) return parameters;
  for (const [name, setting] of Object.entries(value)) {
    if (typeof setting === "string" || typeof setting === "number" || typeof setting === "boolean") {
      parameters.set(name.toUpperCase(), setting);
    }
  }
  return parameters;
}
