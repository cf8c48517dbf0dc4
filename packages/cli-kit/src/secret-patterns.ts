/** Secrets that no setting holds: what a server gave, or what was derived, told by its shape. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, "[hidden]"],
  // A signed token: header, claims, signature.
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+/g, "[hidden]"],
  [/(Snowflake Token=\\*")[^"\\]+/g, "$1[hidden]"],
  [/\bver:\d+-hint:[\w+/=-]+/g, "[hidden]"],
  [/(\b(?:Basic|Bearer)\s+)[\w+/=.~-]{8,}/g, "$1[hidden]"],
  // A password in front of an address.
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+@/gi, "$1[hidden]@"],
  // Bytes as debug output shows them, of whatever goes over a connection.
  [/<Buffer(?: [0-9a-f]{2})+(?: \.\.\. \d+ more bytes?)?>/g, "<Buffer [hidden]>"],
];

/** The text without what has the shape of a key, a token or a password of an address. */
export function withoutSecretShapes(text: string): string {
  return patterns.reduce((kept, [pattern, replacement]) => kept.replace(pattern, replacement), text);
}
