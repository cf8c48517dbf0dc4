import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { join } from "node:path";

import { createFile, FileError } from "@dp/files";
import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import { access, mkdir } from "node:fs/promises";

import { thumbprint } from "./signers.ts";

/** Where a new key pair lies. */
export interface CreatedKey {
  /** Mode 0600; never leaves this machine. */
  readonly privateFile: string;
  /** To be reviewed and handed over. */
  readonly publicFile: string;
  /** Key id of a signing key, recipient of an identity: what both sides compare by another way, e.g. on the phone. */
  readonly id: string;
}

/** Where the two halves of a key go. */
export interface KeyPlace {
  readonly name: string;
  readonly privateFolder: string;
  readonly publicFolder: string;
}

/** Makes `<name>.signing-key` and `<name>.signer.json`; neither may be there. @throws FileError */
export async function createSigningKey(place: KeyPlace): Promise<CreatedKey> {
  const { privateKey } = generateKeyPairSync("ed25519");
  const publicKey = createPublicKey(privateKey);
  const id = await thumbprint(publicKey);
  const { crv, kty, x } = publicKey.export({ format: "jwk" });
  const signer = `${JSON.stringify({ kid: id, jwk: { kty, crv, x } }, undefined, 2)}\n`;
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
  return createPair(place, { endings: [".signing-key", ".signer.json"], texts: [pem, signer], id });
}

/** Makes `<name>.identity` and `<name>.recipient`; neither may be there. @throws FileError */
export async function createIdentity(place: KeyPlace, options: { postQuantum?: boolean } = {}): Promise<CreatedKey> {
  const secret = await (options.postQuantum === true ? generateHybridIdentity() : generateX25519Identity());
  const id = await identityToRecipient(secret);
  const texts = [`# public key: ${id}\n${secret}\n`, `${id}\n`] as const;
  return createPair(place, { endings: [".identity", ".recipient"], texts, id });
}

interface Pair {
  readonly endings: readonly [string, string];
  readonly texts: readonly [string, string];
  readonly id: string;
}

async function createPair(place: KeyPlace, pair: Pair): Promise<CreatedKey> {
  const privateFile = join(place.privateFolder, `${place.name}${pair.endings[0]}`);
  const publicFile = join(place.publicFolder, `${place.name}${pair.endings[1]}`);
  if (await exists(publicFile)) throw new FileError("FILE_EXISTS", publicFile);
  await mkdir(place.privateFolder, { recursive: true, mode: 0o700 });
  await createFile(privateFile, pair.texts[0], { mode: 0o600 });
  await createFile(publicFile, pair.texts[1]);
  return { privateFile, publicFile, id: pair.id };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
