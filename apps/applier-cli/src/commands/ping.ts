import { type CommandContext, type CommandResult, exitCodes, visible } from "@dp/cli-kit";
import { findProject, readEnvironment } from "@dp/config";

import { connect } from "../session.ts";

/** Connects, and says what the server is and what the role may do there. */
export async function ping(context: CommandContext): Promise<CommandResult> {
  const project = await findProject(context.io.cwd, context.project);
  await context.recordIn(project.runsDir, { readOnly: true });
  const environment = await readEnvironment("postgres", { env: context.io.env, project });
  const settings = environment.describe();
  const db = await connect(context, project);
  try {
    const before = performance.now();
    await db.query("SELECT 1");
    const roundTripMs = Math.round(performance.now() - before);
    const { info } = db;
    const facts: readonly (readonly [string, string])[] = [
      ["server", `PostgreSQL ${info.versionText}`],
      ["database", info.database],
      ["role", info.user],
      ["TLS", info.tls ? "yes" : "no"],
      ["may create schemas", info.canCreateSchemas ? "yes" : "no"],
      ["read only", info.readOnly ? "yes: connect to the primary before apply" : "no"],
      ["round trip", `${String(roundTripMs)} ms`],
    ];
    const lines = facts.map(([name, value]) => `${name.padEnd(19)} ${visible(value)}`);
    const sources = settings.map(({ name, value, source }) => `  ${name} = ${visible(value)}  (${visible(source)})`);
    context.emit({ type: "output", text: `${lines.join("\n")}\n\nSettings\n${sources.join("\n")}\n` });
    return {
      exitCode: exitCodes.done,
      data: { server: info, roundTripMs, settings },
      summary: "PostgreSQL answers",
      next: "applier-cli plan",
    };
  } finally {
    await db.close();
  }
}
