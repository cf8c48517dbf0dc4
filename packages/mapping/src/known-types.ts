import type { SourceColumn } from "@dp/metadata";
import type { Policies } from "@dp/type-map";

import { mapColumnType, type TypedColumn, type TypeSettings } from "./column-type.ts";

/** Hundreds of thousands of columns have some dozens of types: what one becomes is worked out once, and shared. */
export class KnownTypes {
  readonly #policies = new Map<string, Partial<Policies>>();
  readonly #typed = new Map<string, TypedColumn>();

  /** Equal policies as one object. */
  policies(policies: Partial<Policies>): Partial<Policies> {
    const key = JSON.stringify(policies);
    const known = this.#policies.get(key) ?? policies;
    this.#policies.set(key, known);
    return known;
  }

  /** As `mapColumnType`. What depends on more than the type and the settings is worked out anew. */
  typed(source: SourceColumn, settings: TypeSettings): TypedColumn {
    if (source.identity !== undefined) return mapColumnType(source, settings);
    const key = JSON.stringify([source.type, settings.policies, settings.override, settings.accepted]);
    const known = this.#typed.get(key);
    if (known !== undefined) return known;
    const typed = mapColumnType(source, settings);
    if (typed.findings.length === 0) this.#typed.set(key, typed);
    return typed;
  }
}
