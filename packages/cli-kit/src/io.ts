/** A stream that text goes to. */
export interface Out {
  write(text: string): void;
  readonly isTTY: boolean;
  readonly columns: number;
}

/** What a program needs from the outside world; tests pass their own. */
export interface Io {
  readonly stdout: Out;
  readonly stderr: Out;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** Asks a person; absent when none sits at the terminal. */
  readonly ask?: (question: string) => Promise<string>;
}

async function askAtTerminal(question: string, signal: AbortSignal): Promise<string> {
  const { createInterface } = await import("node:readline/promises");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question, { signal });
  } finally {
    terminal.close();
  }
}

/** The real process as an `Io`. The second Ctrl-C ends the process at once, since the first takes our listener away. */
export function processIo(): Io {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => {
      controller.abort(new Interrupted(name));
    });
  }
  const out = (stream: NodeJS.WriteStream): Out => {
    // Bound now: what others write passes a filter that is put in front of it later, what we write has passed its own.
    const write = stream.write.bind(stream);
    return {
      write: (text) => void write(text),
      isTTY: stream.isTTY,
      columns: stream.isTTY ? stream.columns : 100,
    };
  };
  // A reader that goes away (`| head`) is no error of ours.
  process.stdout.on("error", () => undefined);
  // A copy: secrets are taken out of the process's own.
  const env = { ...process.env };
  const atTerminal = process.stdin.isTTY && process.stderr.isTTY;
  return {
    ...(atTerminal ? { ask: (question: string) => askAtTerminal(question, controller.signal) } : {}),
    stdout: out(process.stdout),
    stderr: out(process.stderr),
    env,
    cwd: process.cwd(),
    signal: controller.signal,
  };
}

/** The run was ended by a signal. */
export class Interrupted extends Error {
  readonly code = "INTERRUPTED";
  readonly hint = "run the same command again; what was finished stays";
  readonly retryable = true;
  readonly signalName: "SIGINT" | "SIGTERM";

  constructor(signalName: "SIGINT" | "SIGTERM") {
    super(`interrupted by ${signalName}`);
    this.name = "Interrupted";
    this.signalName = signalName;
  }
}
