const shortest = 4;

/** Takes the secrets of this process out of every text that leaves it. */
export class SecretFilter {
  #needles: readonly string[] = [];

  /** Adds secret values; each is also looked for URL-encoded and in base64. */
  add(secrets: readonly string[]): void {
    const forms = secrets
      .filter((secret) => secret.length >= shortest)
      .flatMap((secret) => [
        secret,
        encodeURIComponent(secret),
        Buffer.from(secret).toString("base64"),
        JSON.stringify(secret).slice(1, -1),
      ]);
    // Longest first: a secret that holds another one goes as a whole.
    this.#needles = [...new Set([...this.#needles, ...forms])].sort((a, b) => b.length - a.length);
  }

  /** The text without any of them. */
  apply(text: string): string {
    return this.#needles.reduce((kept, needle) => kept.replaceAll(needle, "[hidden]"), text);
  }

  /** JSON with none of them in its texts. Names, codes and numbers are our own: a secret may be an everyday word. */
  json(value: unknown): string {
    const filtered = (name: string, part: unknown): unknown =>
      typeof part === "string" && name !== "code" ? this.apply(part) : part;
    return `${JSON.stringify(value, filtered, 2)}\n`;
  }
}
