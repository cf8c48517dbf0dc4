import { bytesText, type CommandContext, rowsText } from "@dp/cli-kit";
import type { UnloadEvent } from "@dp/snowflake-unload";

/** Seconds between two plain lines where no line can change. */
const talkEveryMs = 30_000;
/** Milliseconds between two changes of the line on a terminal. */
const drawEveryMs = 200;

interface Reading {
  /** When the first rows came: a table may wait for its turn before. */
  started: number;
  readonly total: number;
  rows: number;
  bytes: number;
  told: number;
}

/** How long it will still take, as far as the rate so far tells. */
function left({ started, total, rows }: Reading, now: number): string {
  const seconds = rows === 0 ? 0 : Math.ceil(((now - started) / 1000 / rows) * (total - rows));
  return seconds > 0 ? `, ${String(seconds)} s left` : "";
}

/** Turns what happens into a changing line on a terminal, and into a line now and then elsewhere. */
export function progressTeller({ emit, io }: CommandContext): (event: UnloadEvent) => void {
  const tables = new Map<string, Reading>();
  const tell = (table: string, reading: Reading, now: number): void => {
    const seconds = Math.max(0.001, (now - reading.started) / 1000);
    const rate = `${rowsText(Math.round(reading.rows / seconds))}/s, ${bytesText(reading.bytes)}${left(reading, now)}`;
    const text = `${table}: ${rate}`;
    if (io.stderr.isTTY) emit({ type: "progress", text, done: reading.rows, total: reading.total });
    else emit({ type: "step", text: `${text} (${String(reading.rows)}/${String(reading.total)})` });
    reading.told = now;
  };
  return (event) => {
    const now = Date.now();
    switch (event.type) {
      case "feed-started":
        if (event.resumed) emit({ type: "step", text: `${event.feed}: going on where an earlier run was cut` });
        return;
      case "table-started":
        tables.set(event.table, { started: now, total: event.rows, rows: 0, bytes: 0, told: now });
        emit({ type: "step", text: `${event.table}: ${rowsText(event.rows)}, ${event.mode} (${event.why})` });
        return;
      case "progress": {
        const reading = tables.get(event.table);
        if (reading === undefined) return;
        if (reading.rows === 0) reading.started = now;
        reading.rows += event.rows;
        reading.bytes += event.bytes;
        if (now - reading.told >= (io.stderr.isTTY ? drawEveryMs : talkEveryMs)) tell(event.table, reading, now);
        return;
      }
      case "note":
        emit({ type: "warning", code: event.code, text: event.text, where: event.table });
    }
  };
}
