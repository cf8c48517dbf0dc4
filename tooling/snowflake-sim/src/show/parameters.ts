import { sessionParameters } from "../catalog/parameters.ts";
import type { Session } from "../contracts.ts";
import { listingColumns, type Cell } from "./listing.ts";

/** Columns of SHOW PARAMETERS. */
export const showParametersColumns = listingColumns("key|value|default|level|description|type");

function typeName(value: string | number | boolean): string {
  return typeof value === "string" ? "STRING" : typeof value === "number" ? "NUMBER" : "BOOLEAN";
}

/** Every known parameter, and what else the session has set. */
export function parameterRows(session: Session): Cell[][] {
  const names = new Set([...Object.keys(sessionParameters), ...session.parameters.keys()]);
  return [...names].sort().map((name) => {
    const info = sessionParameters[name];
    const set = session.parameters.get(name);
    const value = set ?? info?.default ?? "";
    return [
      name,
      String(value),
      String(info?.default ?? ""),
      set === undefined ? "" : "SESSION",
      info?.description ?? "",
      typeName(info?.default ?? value),
    ];
  });
}
