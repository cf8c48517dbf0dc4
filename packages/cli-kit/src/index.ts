export type { CommandContext, CommandDefinition, OptionValues, ProgramDefinition } from "./command.ts";
export { describeError, type ErrorDescription, UsageError } from "./errors.ts";
export type { CliEvent, CommandResult, ItemStatus } from "./events.ts";
export { type ExitCode, exitCodeFor, exitCodeMeanings, exitCodes } from "./exit-codes.ts";
export { type Io, Interrupted, type Out, processIo } from "./io.ts";
export { printReference } from "./reference.ts";
export { runProgram } from "./run-program.ts";
export { selectNames } from "./select.ts";
export { visible, visibleLines } from "./visible.ts";
