import yargs, { type Argv } from "yargs";

import type { CommandDefinition, OptionValues, ProgramDefinition } from "./command.ts";
import { describeError, UsageError } from "./errors.ts";
import { execute } from "./execute.ts";
import { exitCodes } from "./exit-codes.ts";
import { globalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";
import { environmentSecrets } from "./secret-environment.ts";
import { SecretFilter } from "./secret-filter.ts";
import { Terminal } from "./terminal.ts";

function addCommand(parser: Argv, command: CommandDefinition, chosen: (options: OptionValues) => void): Argv {
  const usage = [command.name, command.positionals].filter((part) => part !== undefined).join(" ");
  const build = (sub: Argv): Argv => {
    let built = sub.usage(`$0 ${usage}\n\n${command.summary}`).options(command.options);
    for (const [name, options] of Object.entries(command.positionalOptions ?? {}))
      built = built.positional(name, options);
    for (const [example, description] of command.examples) built = built.example(example, description);
    return built;
  };
  return parser.command(usage, command.summary, build, (options) => {
    chosen(options);
  });
}

type Parsed =
  | { readonly kind: "print"; readonly text: string }
  | { readonly kind: "run"; readonly command: CommandDefinition; readonly options: OptionValues }
  | { readonly kind: "usage"; readonly error: UsageError };

async function parse(program: ProgramDefinition, argv: readonly string[], io: Io): Promise<Parsed> {
  let chosen: { command: CommandDefinition; options: OptionValues } | undefined;
  let parser: Argv = yargs()
    .scriptName(program.name)
    .usage(`$0 <command>\n\n${program.description}`)
    .version(program.version)
    .options(globalOptions)
    .group(Object.keys(globalOptions), "Everywhere:")
    .strictOptions()
    .recommendCommands()
    .demandCommand(1, "Say which command to run.")
    .help()
    .alias("help", "h")
    .parserConfiguration({ "strip-aliased": true, "strip-dashed": true })
    .wrap(Math.min(100, io.stdout.columns))
    // English like everything else we say, whatever LANG is.
    .locale("en")
    .exitProcess(false);
  for (const command of program.commands) {
    parser = addCommand(parser, command, (options) => {
      chosen = { command, options };
    });
    const [example] = command.examples;
    if (example !== undefined) parser = parser.example(...example);
  }
  let printed = "";
  let problem: string | undefined;
  await parser.parseAsync([...argv], {}, (error: Error | null | undefined, _options, output) => {
    if (error) problem = error.message;
    printed = output;
  });
  const [, extra] = (chosen?.options._ ?? []) as readonly (string | number)[];
  if (chosen !== undefined && extra !== undefined)
    problem = `${chosen.command.name} takes no argument ${String(extra)}`;
  if (problem === undefined && chosen === undefined && printed === "") problem = `Unknown command: ${argv.join(" ")}`;
  if (problem !== undefined) {
    const command = program.commands.find(({ name }) => argv.includes(name));
    const help = [program.name, command?.name, "--help"].filter((part) => part !== undefined).join(" ");
    return { kind: "usage", error: new UsageError(problem, help) };
  }
  return chosen === undefined ? { kind: "print", text: printed } : { kind: "run", ...chosen };
}

/**
 * Reads a command line and runs the command it names. Loads nothing of a command for `--help`, `--version` or a wrong
 * command line. Returns the exit code; never exits.
 */
export async function runProgram(
  program: ProgramDefinition,
  argv: readonly string[],
  io: Io,
  filter = new SecretFilter(),
): Promise<number> {
  filter.add(environmentSecrets(io.env));
  const parsed = await parse(program, argv, io);
  switch (parsed.kind) {
    case "print":
      io.stdout.write(`${parsed.text}\n`);
      return exitCodes.done;
    case "usage":
      if (argv.includes("--json")) {
        const { name, version } = program;
        const error = describeError(parsed.error);
        const document = {
          formatVersion: "1.0",
          program: name,
          version,
          exitCode: exitCodes.usage,
          warnings: [],
          error,
        };
        io.stdout.write(filter.json(document));
      } else {
        const shown = { quiet: false, verbose: false, color: undefined };
        new Terminal(io, shown, (text) => filter.apply(text)).error(describeError(parsed.error));
      }
      return exitCodes.usage;
    case "run":
      return execute({ program, command: parsed.command, options: parsed.options, argv, io, filter });
  }
}
