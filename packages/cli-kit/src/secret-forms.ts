import { inspect } from "node:util";

import { visible } from "./visible.ts";

/** Shorter pieces of base64 stand in too many innocent texts. */
const shortestPiece = 8;

/**
 * Base64 of a text that holds the secret anywhere: the first byte falls on one of three places of a group, and the
 * characters that also depend on neighbours are left out.
 */
function base64Pieces(secret: string): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const whole = Math.floor((bytes.length * 8) / 6);
    const piece = bytes.toString("base64").slice(Math.ceil((before * 8) / 6), whole);
    return piece.length < shortestPiece ? [] : [piece, piece.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

/** As the password of a URL object, which leaves more signs as they are than a component of one. */
function inAddress(secret: string): string {
  const address = new URL("http://proxy");
  address.password = secret;
  return address.password;
}

function urlForms(secret: string): readonly string[] {
  try {
    const encoded = encodeURIComponent(secret);
    const small = encoded.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
    const strict = encoded.replace(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
    return [encoded, small, encoded.replaceAll("%20", "+"), strict, strict.replaceAll("%20", "+"), inAddress(secret)];
  } catch {
    // A lone surrogate has no such form.
    return [];
  }
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

function inMarkup(secret: string): string {
  const named: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return secret.replace(/[&<>"']/g, (sign) => named[sign] ?? sign);
}

/** How a secret may look in a text: as it is, and as URLs, JSON, base64, markup, hex and debug output write it. */
export function secretForms(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/).filter((line) => line.length >= 16);
  const base64 = Buffer.from(secret).toString("base64");
  return [
    ...[secret, ...(lines.length > 1 ? lines : [])],
    ...urlForms(secret),
    ...[inJson(secret), inJson(inJson(secret)), visible(secret), inspect(secret).slice(1, -1), inMarkup(secret)],
    ...[base64, ...base64Pieces(secret), Buffer.from(secret).toString("hex")],
  ];
}
