/** FNV-1a over UTF-8, 32 bits, eight hex digits: enough to tell a handful of names apart, and the same everywhere. */
export function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
