import type { RelationLookup, Session } from "../contracts.ts";
import { may } from "./access.ts";
import type { Account } from "./account.ts";
import { insufficientPrivileges, noWarehouse } from "./errors.ts";
import { hasWarehouse } from "./session-state.ts";
import { Visible } from "./visible.ts";

/** What the lookup is for. */
export interface LookupPurpose {
  /** Queries need SELECT; statements that write need any right to the rows. */
  readonly writes: boolean;
  /** Compiling a view's query needs no warehouse. */
  readonly describes: boolean;
}

const readRights = ["SELECT"];
const rowRights = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"];

/** Finds relations and sequences for the data side, as the asking session's role sees them. */
export function catalogueLookup(account: Account, purpose: LookupPurpose): RelationLookup {
  const visibleTo = (session: Session): Visible => new Visible(account, session);
  return {
    relation: (session, parts) => {
      const visible = visibleTo(session);
      const entry = visible.requireRelation(parts, "Object", "SELECT");
      const object = { owner: entry.relation.owner, grants: entry.grants };
      if (!may(visible.roles, object, purpose.writes ? rowRights : readRights)) {
        throw insufficientPrivileges("table", entry.relation.name);
      }
      if (!purpose.describes && !hasWarehouse(account, session)) throw noWarehouse();
      return entry.relation;
    },
    nextValue: (session, parts) => {
      const visible = visibleTo(session);
      const entry = visible.requireSequence(parts, "SELECT");
      const value = entry.nextValue;
      entry.nextValue += entry.sequence.increment;
      return value;
    },
  };
}
