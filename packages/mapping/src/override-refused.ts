/** A configured type that cannot hold the column's values, or holds fewer of them and nobody said that this is known. */
export class OverrideRefusedError extends Error {
  override readonly name = "OverrideRefusedError";
  readonly code = "OVERRIDE_REFUSED";
  readonly hint: string;

  constructor(message: string, hint = "Choose another type for the column in tables.yaml, or remove the override.") {
    super(message);
    this.hint = hint;
  }
}

/** The refusal of a narrower type whose losses are not accepted. */
export function narrowing(source: string, target: string, missing: readonly string[]): OverrideRefusedError {
  const losses = missing.join(", ");
  return new OverrideRefusedError(
    `${source} stored as ${target} has losses that its mapping has not, and that are not accepted: ${losses}`,
    `If that is meant, say so at the column: accept_loss: [${losses}]; else choose a wider type.`,
  );
}
