import { ConfigError } from "../config-error.ts";
import { checkShape } from "../tables/check-shape.ts";
import { type DocumentKind, parseYaml } from "../tables/parse-yaml.ts";
import { problemsOf } from "../tables/problems.ts";
import { inheritTarget, normaliseTarget } from "./normalise.ts";
import { checkTargets } from "./rules.ts";
import { postgresSchema } from "./schema.ts";
import type { PostgresConfig, ReceiverConfig } from "./types.ts";
import type { WrittenPostgres } from "./written.ts";

const mapOfTargets: DocumentKind = {
  what: "map of targets",
  depth: "eight",
  whenEmpty: "Write at least one target under `targets:`, or remove the file.",
};

/** Written form, schema, rules, defaults; loads the parser and the validator. @internal */
export function readTargets(text: string, file: string): PostgresConfig {
  const result = parseYaml(text, mapOfTargets);
  if ("problems" in result) throw new ConfigError(file, result.problems);
  const { value, source } = result.parsed;
  const shape = checkShape(value, postgresSchema, (path) => source.text(path));
  const complaints = shape.length > 0 ? shape : checkTargets(value as WrittenPostgres);
  if (complaints.length > 0) throw new ConfigError(file, problemsOf(complaints, source));
  const { defaults = {}, targets, delivery } = value as WrittenPostgres;
  return {
    version: 1,
    ...(delivery === undefined ? {} : { delivery: deliveryOf(delivery) }),
    targets: Object.entries(targets).map(([name, own]) =>
      normaliseTarget(name, inheritTarget(own, defaults), source.position(["targets", name], "key")),
    ),
  };
}

function deliveryOf({
  signing_key: signingKey,
  keep_days: keepDays,
  ...rest
}: NonNullable<WrittenPostgres["delivery"]>): ReceiverConfig {
  return {
    ...rest,
    ...(signingKey === undefined ? {} : { signingKey }),
    ...(keepDays === undefined ? {} : { keepDays }),
  };
}
