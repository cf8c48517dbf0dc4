import { createPrivateKey } from "node:crypto";

/** What a file is instead of a private key in PEM form, and what turns it into one. */
interface OtherKeyFile {
  readonly detail: string;
  readonly hint?: string;
}

/** What people have where a key in PEM form is wanted; undefined when it is one. */
export function otherKeyFile(bytes: Buffer, path: string): OtherKeyFile | undefined {
  const text = bytes.toString("utf8");
  if (/-----BEGIN (?:RSA |EC |ENCRYPTED )?PRIVATE KEY-----/.test(text)) return undefined;
  const what = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(text)?.[1];
  if (what !== undefined) return otherPem(what, path);
  if (text.startsWith("PuTTY-User-Key-File")) {
    return { detail: "it is a key of PuTTY", hint: `puttygen ${path} -O private-openssh -o rsa_key.pem` };
  }
  // A sequence of ASN.1: the bytes that PEM would hold in letters, or a PKCS#12 store.
  return bytes[0] === 0x30 ? binary(bytes, path) : { detail: "it holds no PEM block" };
}

function otherPem(what: string, path: string): OtherKeyFile {
  const hints: Readonly<Record<string, string>> = {
    "OPENSSH PRIVATE KEY": `Convert a copy of it: cp ${path} rsa_key.p8 && ssh-keygen -p -m PKCS8 -f rsa_key.p8`,
    "PUBLIC KEY": "This is the public half; SNOWFLAKE_PRIVATE_KEY_PATH names the private one.",
    "RSA PUBLIC KEY": "This is the public half; SNOWFLAKE_PRIVATE_KEY_PATH names the private one.",
    CERTIFICATE: "A certificate holds the public half; SNOWFLAKE_PRIVATE_KEY_PATH names the private key beside it.",
  };
  const hint = hints[what];
  return { detail: `it holds ${what}`, ...(hint !== undefined && { hint }) };
}

function binary(bytes: Buffer, path: string): OtherKeyFile {
  const isKey = (["pkcs8", "pkcs1"] as const).some((type) => {
    try {
      return createPrivateKey({ key: bytes, format: "der", type }).type === "private";
    } catch {
      return false;
    }
  });
  if (isKey) {
    return {
      detail: "it is a key in DER form",
      hint: `openssl pkey -inform DER -in ${path} -out rsa_key.p8 && chmod 600 rsa_key.p8`,
    };
  }
  return {
    detail: "it holds no PEM block; it may be a PKCS#12 store (.p12, .pfx) or an encrypted key in DER form",
    hint: `openssl pkcs12 -in ${path} -nocerts -out rsa_key.p8, or openssl pkcs8 -inform DER -in ${path} -topk8 -out rsa_key.p8`,
  };
}
