import { mapType } from "@dp/type-map";

const { parts } = mapType("TIMESTAMP_NTZ(9)", { subMicrosecond: "extra-column" });
globalThis.types = parts.map((part) => part.type);
