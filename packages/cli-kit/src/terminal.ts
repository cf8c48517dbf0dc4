import type { ErrorDescription } from "./errors.ts";
import type { CliEvent, CommandResult, ItemStatus } from "./events.ts";
import type { Io } from "./io.ts";
import { styles, type Styles, wantsColor } from "./style.ts";
import { visible, visibleLines } from "./visible.ts";

/** What is shown. */
export interface TerminalOptions {
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** `--color` / `--no-color`; undefined when neither was said. */
  readonly color: boolean | undefined;
}

const good: ReadonlySet<ItemStatus> = new Set(["new", "changed", "unchanged", "ok", "done", "removed", "skipped"]);

const paint: Readonly<Record<ItemStatus, (style: Styles) => (text: string) => string>> = {
  new: (style) => style.green,
  changed: (style) => style.yellow,
  unchanged: (style) => style.dim,
  skipped: (style) => style.dim,
  ok: (style) => style.green,
  done: (style) => style.green,
  removed: (style) => style.yellow,
  warning: (style) => style.yellow,
  different: (style) => style.red,
  failed: (style) => style.red,
};

/** Writes events for a person: results on stdout, talk on stderr, one changing line for progress on a terminal. */
export class Terminal {
  readonly #io: Io;
  readonly #options: TerminalOptions;
  readonly #write: { readonly out: (text: string) => void; readonly err: (text: string) => void };
  readonly #out: Styles;
  readonly #err: Styles;
  #progressShown = false;

  constructor(io: Io, options: TerminalOptions, filter: (text: string) => string) {
    this.#io = io;
    this.#options = options;
    this.#out = styles(wantsColor(io.stdout, io.env, options.color));
    this.#err = styles(wantsColor(io.stderr, io.env, options.color));
    this.#write = {
      out: (text) => {
        this.#clearProgress();
        io.stdout.write(filter(text));
      },
      err: (text) => {
        this.#clearProgress();
        io.stderr.write(filter(text));
      },
    };
  }

  show(event: CliEvent): void {
    const { quiet } = this.#options;
    switch (event.type) {
      case "step":
        if (!quiet) this.#write.err(`${this.#err.dim(visible(event.text))}\n`);
        return;
      case "item":
        if (!quiet || !good.has(event.status)) this.#item(event);
        return;
      case "warning":
        this.#warning(event);
        return;
      case "progress":
        if (!quiet && this.#io.stderr.isTTY) this.#progress(event);
        return;
      case "annotation":
        return;
      case "output":
        this.#write.out(event.text);
    }
  }

  #item(event: Extract<CliEvent, { type: "item" }>): void {
    const status = paint[event.status](this.#out)(event.status.padEnd(9));
    const detail = event.detail === undefined ? "" : `  ${this.#out.dim(visible(event.detail))}`;
    this.#write.out(`${status} ${visible(event.name)}${detail}\n`);
    if (event.error !== undefined) this.error(event.error, "  ");
  }

  #warning(event: Extract<CliEvent, { type: "warning" }>): void {
    const where = event.where === undefined ? "" : `${visible(event.where)}: `;
    const hint = event.hint === undefined ? "" : `\n  ${visible(event.hint)}`;
    this.#write.err(`${this.#err.yellow("warning")} ${where}${visible(event.text)}${hint}\n`);
  }

  #progress({ text, done, total }: Extract<CliEvent, { type: "progress" }>): void {
    const line = `${visible(text)} ${String(done)}/${String(total)}`.slice(0, this.#io.stderr.columns - 1);
    this.#io.stderr.write(`\r\u001b[2K${line}`);
    this.#progressShown = true;
  }

  #clearProgress(): void {
    if (this.#progressShown) this.#io.stderr.write("\r\u001b[2K");
    this.#progressShown = false;
  }

  /** What failed, where, and what to do next. */
  error(error: ErrorDescription, indent = ""): void {
    // A message for logs lists the problems itself; here each gets a line of its own.
    const message = error.problems === undefined ? error.message : (error.message.split("\n")[0] ?? "");
    const where = error.where === undefined || message.includes(error.where) ? "" : `${visible(error.where)}: `;
    const lines = [`${this.#err.red("error")} ${where}${visibleLines(message)} ${this.#err.dim(`[${error.code}]`)}`];
    for (const problem of error.problems ?? []) {
      if (message.includes(problem.message)) continue;
      const at = problem.where === undefined ? "" : `${visible(problem.where)}: `;
      lines.push(`  ${at}${visible(problem.message)}${problem.hint === undefined ? "" : `; ${visible(problem.hint)}`}`);
    }
    if (error.hint !== undefined) lines.push(`  ${this.#err.cyan("next:")} ${visibleLines(error.hint)}`);
    this.#write.err(`${lines.map((line) => indent + line).join("\n")}\n`);
  }

  /** Where a bug is; only when asked for. */
  stack(error: unknown): void {
    if (this.#options.verbose && error instanceof Error && error.stack !== undefined) {
      this.#write.err(`${this.#err.dim(visibleLines(error.stack))}\n`);
    }
  }

  /** The last line: counts, time, next command. */
  end(result: CommandResult, elapsedMs: number): void {
    if (this.#options.quiet || result.summary === undefined) return;
    const seconds = `${(elapsedMs / 1000).toFixed(1)} s`;
    const next = result.next === undefined ? "" : ` ${this.#out.cyan(`Next: ${visible(result.next)}`)}`;
    this.#write.out(`${visible(result.summary)} in ${seconds}.${next}\n`);
  }
}
