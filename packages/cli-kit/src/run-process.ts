import type { ProgramDefinition } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";
import { processIo } from "./io.ts";
import { runProgram } from "./run-program.ts";
import { dropSecrets, environmentSecrets } from "./secret-environment.ts";
import { SecretFilter } from "./secret-filter.ts";
import { Terminal } from "./terminal.ts";

/**
 * Runs a program as this process: `bin.ts` is this one call. Whatever else writes to stdout or stderr (`NODE_DEBUG`,
 * `DEBUG`, a library's console) passes the secret filter too, programs that are started inherit no secret, and an error
 * that nobody caught is told in two lines, without the objects that hang on it.
 */
export async function runProcess(program: ProgramDefinition): Promise<void> {
  const io = processIo();
  const argv = process.argv.slice(2);
  const filter = new SecretFilter();
  filter.add(environmentSecrets(io.env));
  dropSecrets(process.env);
  keepOutOfReports();
  for (const stream of [process.stdout, process.stderr]) {
    filterForeignText(stream, filter);
    outliveReader(stream);
  }
  process.on("uncaughtException", (error: unknown) => {
    tellUncaught(error, { program, argv, io, filter });
    // Nothing can be relied on any more; an exit code alone would leave the process running.
    // eslint-disable-next-line no-restricted-properties -- the one place where a process is ended
    process.exit(exitCodes.bug);
  });
  process.exitCode = await runProgram(program, argv, io, filter);
}

/** `… | head` may go away while there is more to say; the work goes on, and the exit code is that of the work. */
function outliveReader(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

/** A diagnostic report lists the environment and the command line. */
function keepOutOfReports(): void {
  const { report } = process as { report?: NodeJS.ProcessReport & { excludeEnv?: boolean } };
  if (report === undefined) return;
  report.reportOnUncaughtException = false;
  report.reportOnFatalError = false;
  report.excludeEnv = true;
}

function filterForeignText(stream: NodeJS.WriteStream, filter: SecretFilter): void {
  const write = stream.write.bind(stream) as (chunk: unknown, ...rest: readonly unknown[]) => boolean;
  stream.write = (chunk: unknown, ...rest: readonly unknown[]) =>
    write(typeof chunk === "string" ? filter.apply(chunk) : chunk, ...rest);
}

interface Uncaught {
  readonly program: ProgramDefinition;
  readonly argv: readonly string[];
  readonly io: ReturnType<typeof processIo>;
  readonly filter: SecretFilter;
}

function tellUncaught(thrown: unknown, { program, argv, io, filter }: Uncaught): void {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const hint = "this is a bug; run again with --verbose and report what it prints";
  const error = { code: "UNEXPECTED", message, hint, retryable: false };
  if (argv.includes("--json")) {
    const { name, version } = program;
    const { bug } = exitCodes;
    io.stdout.write(filter.json({ formatVersion: "1.0", program: name, version, exitCode: bug, warnings: [], error }));
    return;
  }
  const verbose = argv.includes("--verbose") || argv.includes("-v");
  const terminal = new Terminal(io, { quiet: false, verbose, color: undefined }, (text) => filter.apply(text));
  terminal.error(error);
  terminal.stack(thrown);
}
