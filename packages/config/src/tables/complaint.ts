import type { Path } from "./source-map.ts";

/** Something wrong at a place of the document. @internal */
export interface Complaint {
  readonly path: Path;
  readonly part: "key" | "value";
  readonly message: string;
  readonly hint?: string | undefined;
}
