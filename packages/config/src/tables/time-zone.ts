import { shown } from "../shown.ts";
import { nearest } from "../suggest.ts";

/** What is wrong with the name of a time zone, if anything. @internal */
export function zoneProblem(zone: string): { readonly message: string; readonly hint: string } | undefined {
  if (isTimeZone(zone)) return undefined;
  const near = nearest(zone, Intl.supportedValuesOf("timeZone"));
  const hint = near === undefined ? "An IANA time zone, e.g. Europe/Zurich or UTC." : `Did you mean "${near}"?`;
  return { message: `${shown(zone)} is not a time zone`, hint };
}

/** Offsets such as +01:00 are zones to newer Node only, and know no summer time. */
function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
