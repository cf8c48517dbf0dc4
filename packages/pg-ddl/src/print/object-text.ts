import type { QualifiedName } from "../model.ts";
import type { Difference, ObjectRef } from "../plan-types.ts";
import { visible } from "./visible.ts";

/** A name as a person reads it: plain where it may be, in double quotes where not; never refused. */
function nameText(name: string): string {
  return visible(/^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);
}

/** `schema.name` for a person. */
export function tableText({ schema, name }: QualifiedName): string {
  return `${nameText(schema)}.${nameText(name)}`;
}

/** The object of a statement or difference for a person, e.g. `column public.orders.amount`. */
export function objectText(object: ObjectRef): string {
  const { kind: what, schema, part: role = "" } = object;
  if (what === "schema") return `schema ${nameText(schema)}${role === "" ? "" : ` for ${nameText(role)}`}`;
  if (what === "grant") return `grant on ${tableText(object)} for ${nameText(role)}`;
  const part = object.part === undefined ? "" : `.${nameText(object.part)}`;
  const kind = object.kind === "comment" ? `comment on ${object.part === undefined ? "table" : "column"}` : object.kind;
  return `${kind} ${tableText(object)}${part}`;
}

/** One difference in one line, e.g. `COLUMN_TYPE column public.orders.id: wanted bigint, present integer`. */
export function differenceText({ code, object, wanted, present }: Difference): string {
  const sides = [
    wanted === undefined ? [] : [`wanted ${visible(wanted)}`],
    present === undefined ? [] : [`present ${visible(present)}`],
  ].flat();
  const detail = sides.length === 0 ? "" : `: ${sides.join(", ")}`;
  return `${code} ${objectText(object)}${detail}`;
}
