import { policyDefinitions } from "../src/policies.ts";
import { lossCodes } from "../src/loss-codes.ts";
import { mapType } from "../src/map-type.ts";
import { pgTypeSpellings } from "../src/parse-pg-type.ts";
import { spellings } from "../src/snowflake-spellings.ts";
import { typeTable, type Alternative, type LossRule, type TypeRow } from "../src/type-table.ts";

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function losses(rules: readonly LossRule[]): string {
  if (rules.length === 0) return "none";
  return rules.map(({ code: name, when }) => code(name) + (when === undefined ? "" : ` (${when})`)).join(", ");
}

const rows: readonly (readonly [name: string, row: TypeRow])[] = Object.entries(typeTable);

function spellingsOf(name: string): string {
  const words = [...spellings]
    .filter(([word, spelling]) => spelling.name === name && word !== name)
    .map(([word]) => word);
  return words.length === 0 ? "" : words.map(code).join(" ");
}

function typeRow([name, row]: readonly [string, TypeRow]): string[] {
  const becomes = mapType(row.example)
    .parts.map((part) => code(part.type))
    .join(" + ");
  return [code(name), code(row.example), becomes, code(row.postgres), row.fidelity, row.reason];
}

function lossRows([name, row]: readonly [string, TypeRow]): string[][] {
  return row.loss.map((rule) => [code(name), code(rule.code), rule.when ?? "all"]);
}

function outcome(alternative: Alternative): string {
  if (alternative.postgres !== undefined) return code(alternative.postgres);
  if (alternative.part !== undefined) return `and a ${code("smallint")} column: ${alternative.part}`;
  return alternative.collation === undefined ? "same type" : "same type with a collation";
}

function alternativeLoss({ postgres, loss = [], instead = {} }: Alternative): string {
  if (postgres !== undefined) return losses(loss);
  const exchanged = Object.entries(instead).map(
    ([from, to]) => `no ${code(from)}${to === null ? "" : ` but ${code(to)}`}`,
  );
  return [...exchanged, ...loss.map((rule) => code(rule.code))].join(", ");
}

function alternativeRow(name: string, alternative: Alternative): string[] {
  return [
    code(name),
    code(`${policyDefinitions[alternative.policy].yamlName}: ${alternative.value}`),
    alternative.when ?? "always",
    outcome(alternative),
    alternativeLoss(alternative),
    alternative.reason +
      (alternative.extension === undefined ? "" : ` Needs the extension ${code(alternative.extension)}.`),
  ];
}

const head = `# Snowflake types in PostgreSQL

Printed from the table in \`@dp/type-map\`; do not edit.

A mapping's fidelity is the least of what its losses leave: \`exact\` (nothing can be lost), \`exact-with-policy\` (what
arrives is exact; some values are refused, or compare differently), \`truncated\` (digits are cut or rounded), \`changed\`
(the value arrives different). Types that are not listed are refused by name.`;

const braces = `In the patterns: \`{p}\` precision, \`{s}\` scale, \`{n}\` length or dimension, \`{us}\` precision but at most 6, \`{element}\`
\`real\` or \`integer\`, \`{range}\` \`daterange\`, \`tsrange\`, \`tstzrange\`, or \`text\` for periods of TIME.`;

const identity = `Identity (AUTOINCREMENT) columns become \`bigint\`, or under \`identity: smallest\` the smallest integer type that holds the
declared digits: PostgreSQL has no identity on other types. With more than 18 digits declared the loss is
\`OUTSIDE_INT8_REFUSED\`.`;

const targets = `The types that an override may name, by the first words of their spelling; all but ranges, documents and \`bytea\` also
as an array (\`real[]\`):`;

/** The whole of docs/type-map.md. */
export function printTypeMapDocs(): string {
  const sections = [
    head,
    "## Types\n",
    table(["Snowflake", "for example", "becomes", "pattern", "fidelity", "why"], rows.map(typeRow)),
    braces,
    identity,
    "## Losses of each type\n",
    "Under the default policies. What the codes mean stands below.",
    table(["Snowflake", "loss", "on columns"], rows.flatMap(lossRows)),
    "## Other spellings\n",
    table(
      ["Snowflake", "also written"],
      rows.map(([name]) => [code(name), spellingsOf(name)]).filter(([, words]) => words !== ""),
    ),
    "## Choices\n",
    table(
      ["Snowflake", "policy", "when", "becomes", "losses", "why"],
      rows.flatMap(([name, row]) => row.alternatives.map((alternative) => alternativeRow(name, alternative))),
    ),
    "## Policies\n",
    table(
      ["policy", "values (default first)", "decides"],
      Object.values(policyDefinitions).map(({ yamlName, values, description }) => [
        code(yamlName),
        values.map(code).join(" "),
        description,
      ]),
    ),
    "## Losses\n",
    table(
      ["code", "effect", "strikes", "what happens"],
      Object.entries(lossCodes).map(([name, { effect, when, sentence }]) => [code(name), effect, when, sentence]),
    ),
    "## Target types\n",
    targets,
    pgTypeSpellings.map(code).join(", "),
  ];
  const text = sections.join("\n\n").replaceAll("\n\n\n", "\n\n");
  // Padded cells would be wider than any screen.
  return `<!-- prettier-ignore-start -->\n\n${text}\n\n<!-- prettier-ignore-end -->\n`;
}
