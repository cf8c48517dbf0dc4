import { extraGrants, missingGrants, type RoleGrants } from "../diff/access.ts";
import type { Draft } from "../draft.ts";
import type { PgTable } from "../model.ts";
import { changeOwner, grant, moveTable, revoke } from "../write/access.ts";
import { type Handler, nothingToDo } from "./change.ts";

export const tableOwner: Handler = ({ wanted }) =>
  wanted.owner === undefined ? nothingToDo : { drafts: [changeOwner(wanted, wanted.owner, true)] };

export const tableTablespace: Handler = ({ wanted }) =>
  wanted.tablespace === undefined ? nothingToDo : { drafts: [moveTable(wanted, wanted.tablespace)] };

function ofRole(grants: readonly RoleGrants[], role: string | undefined): readonly RoleGrants[] {
  return grants.filter((one) => one.role === role);
}

export const grantMissing: Handler = ({ difference, wanted, present }) => ({
  drafts: ofRole(missingGrants(wanted, present), difference.object.part).map((one) => grant(wanted, one)),
});

export const grantExtra: Handler = ({ difference, wanted, present }) => {
  if (wanted.extraGrants !== "revoke") return nothingToDo;
  // A role may have privileges on single columns too: each of those is a difference of its own.
  const text = difference.present ?? "";
  const own = ofRole(extraGrants(wanted, present), difference.object.part).filter(
    ({ column, privileges }) =>
      text === `${privileges.join(", ")}${column === undefined ? "" : ` on the column ${column}`}`,
  );
  return { drafts: own.flatMap((one) => revoke(wanted, one)) };
};

/** Owner and privileges of a table that the same plan makes. */
export function accessOfNew(table: PgTable): { readonly owner: readonly Draft[]; readonly grants: readonly Draft[] } {
  const { owner } = table;
  return {
    owner: owner === undefined ? [] : [changeOwner(table, owner, false)],
    grants: missingGrants(table, { ...table, grants: [] }).map((one) => grant(table, one)),
  };
}
