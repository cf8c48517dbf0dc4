import type { PostgresConfig } from "./types.ts";

/**
 * Reads `config/postgres.yaml`: YAML 1.2, compared with the published schema, defaults applied, rules checked.
 * `file` only names the file in messages. The YAML parser and the validator are loaded by the first call.
 *
 * @throws ConfigError with everything that is wrong, each with line and column.
 */
export async function readPostgresConfig(text: string, file: string): Promise<PostgresConfig> {
  const { readTargets } = await import("./read.ts");
  return readTargets(text, file);
}
