import { policyDefinitions, type PolicyDefinition } from "@dp/type-map";

/** Every mapping policy with its camelCase name. @internal */
export const policies: readonly (PolicyDefinition & { readonly name: string })[] = Object.entries(
  policyDefinitions,
).map(([name, definition]) => ({ ...definition, name }));
