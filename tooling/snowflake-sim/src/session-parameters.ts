import { sessionParameters } from "./catalog/parameters.ts";
import type { Session } from "./contracts.ts";

export type ParameterValue = string | number | boolean;

/** Session parameters that every reply repeats, because clients print values by them. */
const repeated: readonly string[] = [
  "TIMEZONE",
  "DATE_OUTPUT_FORMAT",
  "TIME_OUTPUT_FORMAT",
  "TIMESTAMP_OUTPUT_FORMAT",
  "TIMESTAMP_NTZ_OUTPUT_FORMAT",
  "TIMESTAMP_LTZ_OUTPUT_FORMAT",
  "TIMESTAMP_TZ_OUTPUT_FORMAT",
  "BINARY_OUTPUT_FORMAT",
  "GEOGRAPHY_OUTPUT_FORMAT",
  "GEOMETRY_OUTPUT_FORMAT",
  "JS_TREAT_INTEGER_AS_BIGINT",
];

/** Parameters that only steer the client, with Snowflake's defaults. */
const forClients: Readonly<Record<string, ParameterValue>> = {
  CLIENT_SESSION_KEEP_ALIVE: false,
  CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY: 3600,
  CLIENT_STAGE_ARRAY_BINDING_THRESHOLD: 65280,
  CLIENT_RESULT_CHUNK_SIZE: 160,
  QUERY_CONTEXT_CACHE_SIZE: 5,
  SERVICE_NAME: "",
};

/** The `parameters` list of a reply: the defaults under what the session has set. */
export function parameterList(session: Session): { name: string; value: ParameterValue }[] {
  const defaults = new Map(Object.entries(forClients));
  for (const name of repeated) defaults.set(name, sessionParameters[name]?.default ?? "");
  return [...defaults].map(([name, value]) => ({ name, value: session.parameters.get(name) ?? value }));
}
