import type { SimUser } from "../options.ts";
import type { LoginData } from "./login-data.ts";
import { sameSecret } from "./users.ts";

/**
 * The user whose workload identity the token proves. AWS sends a signed request, in base64, of which the access key's
 * id is looked at (who signs is not checked: no AWS is here); the others send a token, which must be the user's.
 */
export function workloadUser(data: LoginData, users: readonly SimUser[]): SimUser | undefined {
  const { provider, token } = data;
  if (provider === null || token === null) return undefined;
  const proof = provider === "AWS" ? accessKeyId(token) : token;
  return users.find(({ workload }) => workload?.provider === provider && sameSecret(workload.proof, proof));
}

function accessKeyId(token: string): string | null {
  const request = Buffer.from(token, "base64").toString("utf8");
  return /Credential=([A-Z0-9]+)\//.exec(request)?.[1] ?? null;
}
