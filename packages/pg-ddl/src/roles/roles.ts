/** The roles of a database, each with the least that its work takes. */
export interface RoleNames {
  /** Owns schemas and tables; nobody signs in as it. */
  readonly owner: string;
  /** Applies, verifies and loads; a member of the owner. */
  readonly loader: string;
  /** Plans and verifies: reads the catalogue and the history, no row. */
  readonly planner: string;
  /** Reads rows and nothing else. */
  readonly reader: string;
}

/** `dp` gives `dp_owner`, `dp_loader`, `dp_planner`, `dp_reader`. */
export function roleNames(prefix: string): RoleNames {
  return {
    owner: `${prefix}_owner`,
    loader: `${prefix}_loader`,
    planner: `${prefix}_planner`,
    reader: `${prefix}_reader`,
  };
}
