import { type CommandContext, type CommandResult, exitCodes, type OptionValues, visible } from "@dp/cli-kit";
import { readEnvironment } from "@dp/config";

import { probeAccount } from "../probe-account.ts";
import { connect, openProject } from "../session.ts";

/** Connects, asks once more for the time of one round trip, and says what is known; probes the account when asked. */
export async function ping(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const opened = await openProject(context, { readOnly: true });
  const environment = await readEnvironment("snowflake", { env: context.io.env, project: opened.project });
  const settings = environment.describe();
  const db = await connect(context, opened, options);
  try {
    const before = performance.now();
    await db.query("SELECT CURRENT_TIMESTAMP()");
    const roundTripMs = Math.round(performance.now() - before);
    const { info } = db;
    const facts = [...Object.entries<string | null>({ ...info }), ["round trip", `${String(roundTripMs)} ms`]] as const;
    const lines = facts.map(([name, value]) => `${name.padEnd(14)} ${visible(value ?? "none")}`);
    const sources = settings.map(({ name, value, source }) => `  ${name} = ${visible(value)}  (${visible(source)})`);
    context.emit({ type: "output", text: `${lines.join("\n")}\n\nSettings\n${sources.join("\n")}\n` });
    const probed = options.probe === true ? await probeAccount(db, opened.config) : undefined;
    if (probed !== undefined) context.emit({ type: "output", text: `\n${probed.text}` });
    return {
      exitCode: probed?.exitCode ?? exitCodes.done,
      data: {
        session: info,
        roundTripMs,
        settings,
        tables: opened.config.tables.length,
        ...(probed !== undefined && { probe: { counts: probed.counts, outcomes: probed.outcomes } }),
      },
      summary: `Snowflake answers; ${String(opened.config.tables.length)} tables configured`,
      next: "extractor-cli extract --all",
    };
  } finally {
    await db.close();
  }
}
