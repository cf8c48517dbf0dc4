/** A JSON Schema (draft 7) node; as much of it as this package writes. */
export interface SchemaNode {
  readonly [keyword: string]: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
}

/** @internal */
export function object(
  description: string,
  properties: Readonly<Record<string, SchemaNode>>,
  required: readonly string[] = [],
): SchemaNode {
  return {
    description,
    type: "object",
    properties,
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

/** @internal */
export function text(description: string, more: SchemaNode = {}): SchemaNode {
  return { description, type: "string", minLength: 1, maxLength: 255, ...more };
}

/** @internal */
export function choice(description: string, values: readonly string[], more: SchemaNode = {}): SchemaNode {
  return { description, type: "string", enum: values, ...more };
}

/** @internal */
export function flag(description: string, standard: boolean): SchemaNode {
  return { description, type: "boolean", default: standard };
}

/** @internal */
export function list(description: string, items: SchemaNode, more: SchemaNode = {}): SchemaNode {
  return { description, type: "array", items, ...more };
}
