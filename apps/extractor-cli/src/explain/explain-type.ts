import { UsageError } from "@dp/cli-kit";
import {
  type Fidelity,
  lossCodes,
  mapType,
  type MappedPart,
  parseSnowflakeType,
  type Policies,
  policyDefinitions,
  type PolicyName,
  type SnowflakeType,
  type TypeMapping,
} from "@dp/type-map";

import type { Choice, ExplainedLoss, TypeExplanation } from "./explanation.ts";

interface Definition {
  readonly effect: string;
  readonly when: string;
  readonly sentence: string;
}

const definitions: ReadonlyMap<string, Definition> = new Map(Object.entries(lossCodes));

/** Losses in words; a code of another release stands for itself. */
export function explainLosses(codes: readonly string[], accepted: readonly string[]): readonly ExplainedLoss[] {
  return codes.map((code) => {
    const { effect = "unknown", when = "", sentence = "" } = definitions.get(code) ?? {};
    return { code, effect, strikes: when, sentence, accepted: accepted.includes(code) };
  });
}

/** A mapping's alternatives, the least lossy first, each with its types and its fidelity. */
export function explainChoices(
  alternatives: TypeMapping["alternatives"],
  mapWith: (chosen: Partial<Policies>) => TypeMapping,
): readonly Choice[] {
  const choices = alternatives.map(({ policy, value }): Choice => {
    const { parts, fidelity } = mapWith({ [policy]: value });
    const { yamlName } = policyDefinitions[policy as PolicyName];
    return { choose: `${yamlName}: ${value}`, becomes: parts.map(typeWithCollation), fidelity };
  });
  return choices.toSorted((a, b) => order.indexOf(a.fidelity) - order.indexOf(b.fidelity));
}

/** What keeps most comes first. */
const order: readonly Fidelity[] = ["exact", "exact-with-policy", "truncated", "changed"];

/** The type, with its collation where it has one: `text collate "en-x-icu"`. */
export function typeWithCollation({ type, collation }: Pick<MappedPart, "type" | "collation">): string {
  return collation === undefined ? type : `${type} collate "${collation}"`;
}

/** Policies of the command line, `sub_microsecond=text` each. @throws UsageError */
export function readPolicies(written: readonly string[]): Partial<Policies> {
  const chosen = written.map((text): readonly [string, string] => {
    const [name = "", value = ""] = text.split("=", 2).map((part) => part.trim());
    const found = Object.entries(policyDefinitions).find(([, { yamlName }]) => yamlName === name);
    if (found === undefined) {
      const names = Object.values(policyDefinitions).map(({ yamlName }) => yamlName);
      throw new UsageError(`--policy ${text}: there is no such policy`, `policies: ${names.join(", ")}`);
    }
    const values: readonly string[] = found[1].values;
    if (!values.includes(value)) {
      throw new UsageError(`--policy ${text}: ${name} has no such value`, `values: ${values.join(", ")}`);
    }
    return [found[0], value];
  });
  return Object.fromEntries(chosen);
}

/** Explains one type, in whatever spelling. @throws TypeMapError for what is no Snowflake type */
export function explainType(text: string, policies: Partial<Policies>): TypeExplanation {
  const type: SnowflakeType = parseSnowflakeType(text);
  const { source, parts, fidelity, reason, alternatives, requires } = mapType(type, policies);
  const loss = [...new Set(parts.flatMap((part) => part.loss))];
  return {
    type: source,
    becomes: parts.map((part) => ({ type: typeWithCollation(part), suffix: part.suffix, fidelity: part.fidelity })),
    fidelity,
    reason,
    losses: explainLosses(loss, []),
    instead: explainChoices(alternatives, (chosen) => mapType(type, { ...policies, ...chosen })),
    extensions: requires.extensions,
  };
}
