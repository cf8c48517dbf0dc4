import { mapType, UnknownSnowflakeTypeError } from "@dp/type-map";

function codeOf(type) {
  try {
    return mapType(type).source;
  } catch (error) {
    return error instanceof UnknownSnowflakeTypeError ? error.code : "another class";
  }
}

const { parts } = mapType("TIMESTAMP_NTZ(9)", { subMicrosecond: "extra-column" });
console.log(JSON.stringify({ types: parts.map((part) => part.type), unknown: codeOf("HYPERLOGLOG") }));
