/** Brings a document of major version `from` to `from + 1`; what it returns is then checked like any other. */
export interface Migration {
  readonly from: number;
  readonly migrate: (document: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
}

/** One for every major version before the present one, oldest first. Format 1 is the first. */
const migrations: readonly Migration[] = [];

/** The document in the present major version; undefined when no chain of migrations leads there. */
export function migrateToCurrent(
  document: Readonly<Record<string, unknown>>,
  versions: { readonly from: number; readonly to: number },
  steps: readonly Migration[] = migrations,
): Readonly<Record<string, unknown>> | undefined {
  let current = document;
  for (let major = versions.from; major < versions.to; major += 1) {
    const step = steps.find((migration) => migration.from === major);
    if (step === undefined) return undefined;
    current = step.migrate(current);
  }
  return current;
}
