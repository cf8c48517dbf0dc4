/** A configured type that cannot hold the column's values. */
export class OverrideRefusedError extends Error {
  override readonly name = "OverrideRefusedError";
  readonly code = "OVERRIDE_REFUSED";
  readonly hint = "Choose another type for the column in tables.yaml, or remove the override.";
}
