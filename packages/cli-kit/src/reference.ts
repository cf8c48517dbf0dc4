import type { Options } from "yargs";

import type { CommandDefinition, ProgramDefinition } from "./command.ts";
import { exitCodeMeanings } from "./exit-codes.ts";
import { globalOptions } from "./global-options.ts";

type OptionTable = Readonly<Record<string, Options>>;

function optionLine([name, option]: readonly [string, Options]): string {
  const alias = typeof option.alias === "string" ? `, -${option.alias}` : "";
  const value = option.type === "string" || option.type === "number" ? " VALUE" : "";
  const choices = option.choices === undefined ? "" : ` (${option.choices.map(String).join(", ")})`;
  return `| \`--${name}${alias}${value}\` | ${option.describe ?? ""}${choices} |`;
}

function optionTable(options: OptionTable): readonly string[] {
  const lines = Object.entries(options).map(optionLine);
  return lines.length === 0 ? [] : ["| option | |", "| --- | --- |", ...lines, ""];
}

function commandText(program: string, command: CommandDefinition): readonly string[] {
  const usage = [program, command.name, command.positionals].filter((part) => part !== undefined).join(" ");
  const positionals = Object.entries(command.positionalOptions ?? {}).map(
    ([name, { describe }]) => `- \`${name}\`: ${describe ?? ""}`,
  );
  const examples = command.examples.map(([line, what]) => `${line.replace("$0", program)}   # ${what}`);
  return [
    `## ${command.name}`,
    "",
    `${command.summary}.`,
    "",
    "```sh",
    usage,
    ...examples,
    "```",
    "",
    ...positionals,
    ...(positionals.length > 0 ? [""] : []),
    ...optionTable(command.options),
  ];
}

/** A program's reference in Markdown, from the same table that `--help` prints. */
export function printReference(program: ProgramDefinition): string {
  const codes = Object.entries(exitCodeMeanings).map(([code, meaning]) => `| ${code} | ${meaning} |`);
  const lines = [
    `# ${program.name}`,
    "",
    program.description,
    "",
    ...program.commands.flatMap((command) => commandText(program.name, command)),
    "## Everywhere",
    "",
    ...optionTable(globalOptions),
    "## Exit codes",
    "",
    "| code | meaning |",
    "| --- | --- |",
    ...codes,
  ];
  return `${lines.join("\n")}\n`;
}
