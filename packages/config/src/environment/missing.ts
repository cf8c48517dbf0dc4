import { nearest } from "../suggest.ts";
import { MissingSettingError } from "./errors.ts";
import type { Environment } from "./read.ts";

/**
 * Names everything that is missing at once, with the misspelling that may be the cause.
 *
 * @throws MissingSettingError
 * @internal
 */
export function requireSettings(environment: Environment, names: readonly string[], why = ""): void {
  const missing = names.filter((name) => environment.value(name) === undefined);
  if (missing.length === 0) return;
  const unknown = environment.unknownNames();
  const misspelt = missing.flatMap((name) => {
    const found = unknown.find((candidate) => nearest(candidate, [name]) !== undefined);
    return found === undefined ? [] : [`${found} is set: did you mean ${name}?`];
  });
  const them = missing.length === 1 ? "it" : "them";
  const file = environment.envFile === undefined ? "" : ` or in ${environment.envFile}`;
  const hint = `Set ${them} in the environment${file}; .env.example shows how.`;
  throw new MissingSettingError(missing, { why, hint: [...misspelt, hint].join(" ") });
}

/** `value` of a variable that `requireSettings` has found. @internal */
export function present(environment: Environment, name: string): string {
  const found = environment.value(name);
  if (found === undefined) throw new MissingSettingError([name], { hint: ".env.example shows how." });
  return found.value;
}

/** `{ [field]: value }` when the variable is set, nothing otherwise. @internal */
export function optional<Field extends string>(
  environment: Environment,
  field: Field,
  name: string,
): Partial<Record<Field, string>> {
  const found = environment.value(name);
  return found === undefined ? {} : ({ [field]: found.value } as Partial<Record<Field, string>>);
}
