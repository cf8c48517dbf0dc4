import type { OptionValues } from "@dp/cli-kit";
import type { ReaderOptions } from "@dp/snowflake-unload";

const kinds = ["auto", "result", "driver", "stage"] as const;

/** How rows are to be fetched. */
export function readerOptions(options: OptionValues, signal: AbortSignal): Omit<ReaderOptions, "part"> {
  const reader = kinds.find((kind) => kind === options.reader);
  return { signal, ...(reader !== undefined && { reader }) };
}
