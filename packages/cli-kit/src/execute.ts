import { Annotations } from "./annotations.ts";
import type { CommandContext, CommandDefinition, OptionValues, ProgramDefinition } from "./command.ts";
import { describeError, type ErrorDescription } from "./errors.ts";
import type { CliEvent, CommandResult } from "./events.ts";
import { exitCodeFor, exitCodes } from "./exit-codes.ts";
import { Interrupted, type Io } from "./io.ts";
import { newRunId } from "./run-id.ts";
import { Recorder, type RunRecord, startRecord } from "./run-record.ts";
import type { SecretFilter } from "./secret-filter.ts";
import { wantsColor } from "./style.ts";
import { Terminal } from "./terminal.ts";

/** A command that is about to run. */
export interface Execution {
  readonly program: ProgramDefinition;
  readonly command: CommandDefinition;
  readonly options: OptionValues;
  readonly argv: readonly string[];
  readonly io: Io;
  /** Knows the secrets of the environment already. */
  readonly filter: SecretFilter;
}

type Outcome = { readonly result: CommandResult } | { readonly error: ErrorDescription; readonly thrown: unknown };

function exitCodeOf(outcome: Outcome, thrown: unknown): number {
  if ("result" in outcome) return outcome.result.exitCode;
  if (thrown instanceof Interrupted) {
    return thrown.signalName === "SIGINT" ? exitCodes.interrupted : exitCodes.terminated;
  }
  return exitCodeFor(outcome.error.code === "UNEXPECTED" ? undefined : outcome.error.code);
}

async function attempt(execution: Execution, context: CommandContext): Promise<Outcome> {
  const { command, options, io } = execution;
  try {
    const work = await command.load();
    return { result: await work(context, options) };
  } catch (thrown) {
    // An aborted driver throws errors of its own; the signal is what happened.
    const told: unknown = io.signal.aborted ? io.signal.reason : thrown;
    return { error: describeError(told), thrown: told };
  }
}

/** Collects events for JSON and the run record, and hands them on. */
class Journal {
  readonly items: Extract<CliEvent, { type: "item" }>[] = [];
  readonly warnings: Extract<CliEvent, { type: "warning" }>[] = [];

  add(event: CliEvent): void {
    if (event.type === "item") this.items.push(event);
    if (event.type === "warning") this.warnings.push(event);
  }
}

/** What `--json` prints: one document on stdout. */
function envelope(
  { runId, program, version, command }: RunRecord,
  {
    outcome,
    exitCode,
    warnings,
  }: Pick<RunRecord, "warnings"> & { readonly outcome: Outcome; readonly exitCode: number },
): object {
  const rest =
    "result" in outcome ? { data: { ...outcome.result.data, ...outcome.result.values } } : { error: outcome.error };
  return { formatVersion: "1.0", program, version, command, runId, exitCode, warnings, ...rest };
}

function annotationsFor(io: Io, project: string | undefined, filter: SecretFilter): Annotations | undefined {
  if (io.env.GITHUB_ACTIONS !== "true") return undefined;
  return new Annotations(io, project, (text) => filter.apply(text));
}

/** Runs a command from first event to last line; never throws, never exits. Returns the exit code. */
export async function execute(execution: Execution): Promise<number> {
  const { program, command, options, io, filter } = execution;
  const json = options.json === true;
  const colorFlag = typeof options.color === "boolean" ? options.color : undefined;
  const terminal = new Terminal(
    io,
    { quiet: options.quiet === true || json, verbose: options.verbose === true, color: colorFlag },
    (text) => filter.apply(text),
  );
  const journal = new Journal();
  const project = typeof options.project === "string" ? options.project : undefined;
  const annotations = annotationsFor(io, project, filter);
  const started = Date.now();
  const runId = newRunId();
  const { name, version } = program;
  const recorder = new Recorder(
    startRecord({ runId, program: name, version, command: command.name, arguments: execution.argv }),
    filter,
    io.env,
  );
  const context: CommandContext = {
    io,
    runId,
    program: name,
    version,
    ...(project === undefined ? {} : { project }),
    color: !json && wantsColor(io.stdout, io.env, colorFlag),
    emit: (event) => {
      journal.add(event);
      if (!json) terminal.show(event);
      annotations?.show(event);
    },
    addSecrets: (secrets) => {
      filter.add(secrets);
    },
    recordIn: async (path, recordOptions = {}) => {
      const note = await recorder.begin(path, recordOptions);
      if (note !== undefined) context.emit({ type: "step", text: note });
    },
  };
  const outcome = await attempt(execution, context);
  const exitCode = exitCodeOf(outcome, "thrown" in outcome ? outcome.thrown : undefined);
  if (json) io.stdout.write(filter.json(envelope(recorder.record, { outcome, exitCode, warnings: journal.warnings })));
  else if ("error" in outcome) tell(terminal, outcome.error, outcome.thrown);
  else terminal.end(outcome.result, Date.now() - started);
  if ("error" in outcome) annotations?.error(outcome.error);
  try {
    const ended = "result" in outcome ? { data: outcome.result.data } : { error: outcome.error };
    await recorder.end({ exitCode, items: journal.items, warnings: journal.warnings, ...ended });
    return exitCode;
  } catch (error) {
    terminal.error(describeError(error));
    return exitCode === exitCodes.done ? exitCodes.inputOutput : exitCode;
  }
}

function tell(terminal: Terminal, error: ErrorDescription, thrown: unknown): void {
  const bug = error.code === "UNEXPECTED";
  terminal.error(bug ? { ...error, hint: "this is a bug; run again with --verbose and report what it prints" } : error);
  if (bug) terminal.stack(thrown);
}
