import { listed, nearest } from "../suggest.ts";
import type { PostgresConfig, PostgresTarget } from "./types.ts";

/** The target that was asked for is not there, is not said, or is another database. */
export class TargetError extends Error {
  readonly code: "CONFIG_TARGET_UNKNOWN" | "CONFIG_TARGET_NOT_CHOSEN" | "CONFIG_TARGET_DATABASE";
  readonly retryable = false;
  readonly hint: string;

  constructor(code: TargetError["code"], message: string, hint: string) {
    super(message);
    this.name = "TargetError";
    this.code = code;
    this.hint = hint;
  }
}

/**
 * The target of that name; without a name the default one, or the only one. Undefined where there is no
 * `config/postgres.yaml` and no name was said.
 * @throws TargetError
 */
export function chooseTarget(config: PostgresConfig | undefined, name?: string): PostgresTarget | undefined {
  const targets = config?.targets ?? [];
  const names = targets.map((target) => target.name);
  if (name !== undefined) {
    const found = targets.find((target) => target.name === name);
    if (found !== undefined) return found;
    throw unknown(name, names);
  }
  if (config === undefined) return undefined;
  const found = targets.find(({ isDefault }) => isDefault) ?? (targets.length === 1 ? targets[0] : undefined);
  if (found !== undefined) return found;
  const hint = `say one with --target (${listed(names)}), or give one \`default: true\``;
  throw new TargetError("CONFIG_TARGET_NOT_CHOSEN", "config/postgres.yaml has several targets and no default", hint);
}

function unknown(name: string, names: readonly string[]): TargetError {
  const meant = nearest(name, names);
  const message = `there is no target ${JSON.stringify(name)} in config/postgres.yaml`;
  const hint =
    names.length === 0
      ? "write config/postgres.yaml, or leave --target away"
      : meant === undefined
        ? `say one of ${listed(names)}`
        : `did you mean ${meant}?`;
  return new TargetError("CONFIG_TARGET_UNKNOWN", message, hint);
}

/** Refuses a connection to another database than the target's. @throws TargetError */
export function refuseOtherDatabase(target: PostgresTarget | undefined, database: string): void {
  if (target?.database === undefined || target.database === database) return;
  throw new TargetError(
    "CONFIG_TARGET_DATABASE",
    `the target ${target.name} is the database ${target.database}, and this connection is to ${database}`,
    "nothing was done; set POSTGRES_DATABASE, or choose another target with --target",
  );
}
