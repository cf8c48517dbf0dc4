import { secretForms } from "./secret-forms.ts";
import { withoutSecretShapes } from "./secret-patterns.ts";

/** A shorter one would hide half of every sentence. */
const shortest = 4;

/** Takes the secrets of this process out of every text that leaves it. */
export class SecretFilter {
  #needles: readonly string[] = [];

  /** Adds secret values; each is looked for in every form that a text may give it. */
  add(secrets: readonly string[]): void {
    const forms = secrets.filter((secret) => secret.length >= shortest).flatMap(secretForms);
    // Longest first: a secret that holds another one goes as a whole.
    const all = new Set([...this.#needles, ...forms.filter((form) => form.length >= shortest)]);
    this.#needles = [...all].sort((a, b) => b.length - a.length);
  }

  /** The text without any of them, and without what has the shape of a key or a token. */
  apply(text: string): string {
    return withoutSecretShapes(this.#needles.reduce((kept, needle) => kept.replaceAll(needle, "[hidden]"), text));
  }

  /** JSON with none of them in its texts. Names, codes and numbers are our own: a secret may be an everyday word. */
  json(value: unknown): string {
    const filtered = (name: string, part: unknown): unknown =>
      typeof part === "string" && name !== "code" ? this.apply(part) : part;
    return `${JSON.stringify(value, filtered, 2)}\n`;
  }
}
