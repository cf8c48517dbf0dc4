import type { DataStore, ExecuteOptions, RelationLookup, Session } from "../contracts.ts";
import type { Account } from "./account.ts";
import type { Visible } from "./visible.ts";

/** What a statement that changes the catalogue works on. */
export interface Context {
  readonly account: Account;
  readonly store: DataStore;
  readonly session: Session;
  /** The account as the session's role sees it. */
  readonly visible: Visible;
  readonly lookup: RelationLookup;
  readonly options: ExecuteOptions;
}
