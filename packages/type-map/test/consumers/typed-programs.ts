/** An ES module of another team, which only a compiler needs to see. */
export const typedImport = `import { mapType, type Policies, type SnowflakeType, type TypeMapping } from "@dp/type-map";

const policies: Partial<Policies> = { subMicrosecond: "extra-column" };
const source: SnowflakeType = { name: "TIMESTAMP_NTZ", precision: 9 };
export const mapping: TypeMapping = mapType(source, policies);
export const fidelity: "exact" | "exact-with-policy" | "truncated" | "changed" = mapping.fidelity;

// @ts-expect-error There is no such value of the policy.
mapType(source, { subMicrosecond: "round" });
// @ts-expect-error A type with a precision needs one.
mapType({ name: "TIMESTAMP_NTZ" });
`;

/** The same in CommonJS. */
export const typedRequire = `import typeMap = require("@dp/type-map");

const source: typeMap.SnowflakeType = { name: "TIMESTAMP_NTZ", precision: 9 };
export const mapping: typeMap.TypeMapping = typeMap.mapType(source, { subMicrosecond: "extra-column" });

// @ts-expect-error There is no such value of the policy.
typeMap.mapType(source, { subMicrosecond: "round" });
`;
