import document from "../schema/table-metadata.v1.schema.json" with { type: "json" };

/** The parts of JSON Schema that this contract uses. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode;
  readonly oneOf?: readonly SchemaNode[];
}

/** The JSON Schema that table metadata of format 1.x is checked against. */
export const tableMetadataSchema: SchemaNode & {
  readonly $id: string;
  readonly $defs: Readonly<Record<string, SchemaNode>>;
} = document;

/** The node itself, or the definition it refers to with what the node adds, e.g. a default. */
export function resolve(node: SchemaNode): SchemaNode {
  if (node.$ref === undefined) return node;
  const name = node.$ref.slice("#/$defs/".length);
  const definition = tableMetadataSchema.$defs[name];
  if (definition === undefined) throw new Error(`the schema has no definition ${name}`);
  return { ...definition, ...node };
}
