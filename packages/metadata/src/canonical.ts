import { resolve, type SchemaNode } from "./schema.ts";

/**
 * A JSON value whose members have an order of their own. Objects will not do: JavaScript moves names that look like
 * numbers to the front, and a column may well be called "1".
 */
export type Ordered =
  | { readonly kind: "scalar"; readonly text: string }
  | { readonly kind: "array"; readonly items: readonly Ordered[] }
  | { readonly kind: "object"; readonly members: readonly (readonly [string, Ordered])[] };

/** What to leave out. */
export interface OrderOptions {
  /** Leaves out members whose value is the schema's default, so that a field can be added without moving a hash. */
  readonly omitDefaults: boolean;
}

/** Puts a value's members into the schema's order; unknown ones stay behind the member they followed. */
export function order(value: unknown, schema: SchemaNode | undefined, options: OrderOptions): Ordered {
  if (Array.isArray(value)) {
    const items = schema === undefined ? undefined : resolve(schema).items;
    return { kind: "array", items: value.map((item) => order(item, items, options)) };
  }
  if (typeof value === "object" && value !== null) return orderObject(value, schema, options);
  return { kind: "scalar", text: JSON.stringify(value) };
}

function orderObject(value: object, schema: SchemaNode | undefined, options: OrderOptions): Ordered {
  const node = schema === undefined ? undefined : branchFor(resolve(schema), value);
  const source = new Map<string, unknown>(Object.entries(value));
  const members: [string, Ordered][] = [];
  for (const name of orderNames([...source.keys()], node)) {
    const member = source.get(name);
    const memberSchema = schemaOfMember(node, name);
    if (member === undefined || (options.omitDefaults && isDefault(member, memberSchema))) continue;
    members.push([name, order(member, memberSchema, options)]);
  }
  return { kind: "object", members };
}

/** For a tagged value, the branch with this tag. */
function branchFor(node: SchemaNode, value: object): SchemaNode {
  const kind = "kind" in value ? value.kind : undefined;
  return node.oneOf?.find((branch) => branch.properties?.kind?.const === kind) ?? node;
}

function schemaOfMember(node: SchemaNode | undefined, name: string): SchemaNode | undefined {
  const properties = node?.properties;
  if (properties !== undefined && Object.hasOwn(properties, name)) return properties[name];
  return typeof node?.additionalProperties === "object" ? node.additionalProperties : undefined;
}

function orderNames(names: readonly string[], node: SchemaNode | undefined): readonly string[] {
  if (node?.properties === undefined) {
    // A map has no order of its own; an unknown object keeps the one it came with.
    return typeof node?.additionalProperties === "object" ? names.toSorted(byCodeUnits) : names;
  }
  const known = Object.keys(node.properties);
  const ordered = known.filter((name) => names.includes(name));
  names.forEach((name, index) => {
    if (known.includes(name)) return;
    const before = index === 0 ? undefined : names[index - 1];
    ordered.splice(before === undefined ? 0 : ordered.indexOf(before) + 1, 0, name);
  });
  return ordered;
}

/** The same in every locale. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isDefault(value: unknown, schema: SchemaNode | undefined): boolean {
  if (schema === undefined) return false;
  const node = resolve(schema);
  return node.default !== undefined && JSON.stringify(value) === JSON.stringify(node.default);
}

/** JSON without any space. */
export function compact(value: Ordered): string {
  switch (value.kind) {
    case "scalar":
      return value.text;
    case "array":
      return `[${value.items.map(compact).join(",")}]`;
    case "object":
      return `{${value.members.map(([name, member]) => `${JSON.stringify(name)}:${compact(member)}`).join(",")}}`;
  }
}
