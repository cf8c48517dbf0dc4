import { UsageError } from "./errors.ts";
import type { OptionValues } from "./command.ts";

function pattern(glob: string): RegExp {
  const source = glob
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`);
}

/**
 * The names that `--all` or `--table GLOB…` choose, in the order of `names`.
 * `otherwise` says what no choice means: `all` for commands that read, `refuse` for commands that write.
 * @throws UsageError when nothing was chosen, or a glob fits no name.
 */
export function selectNames(
  names: readonly string[],
  options: OptionValues,
  otherwise: "all" | "refuse",
): readonly string[] {
  const globs = Array.isArray(options.table) ? options.table.map(String) : [];
  if (options.all === true && globs.length > 0)
    throw new UsageError("--all and --table exclude each other", "say one of them");
  if (options.all === true || (globs.length === 0 && otherwise === "all")) return names;
  if (globs.length === 0) throw new UsageError("which tables?", "say --all, or --table NAME (a name may hold * and ?)");
  const patterns = globs.map((glob) => ({ glob, regexp: pattern(glob) }));
  for (const { glob, regexp } of patterns) {
    if (names.some((name) => regexp.test(name))) continue;
    const known = names.length === 0 ? "there are none" : names.slice(0, 20).join(", ");
    throw new UsageError(`--table ${glob} fits no table`, `tables: ${known}${names.length > 20 ? ", …" : ""}`);
  }
  return names.filter((name) => patterns.some(({ regexp }) => regexp.test(name)));
}
