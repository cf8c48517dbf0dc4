import { type CommandContext, type CommandResult, exitCodes, visible } from "@dp/cli-kit";
import { findProject, readEnvironment } from "@dp/config";

import { connect } from "../session.ts";

/** What each sslmode proves of the server; `require` with an authority is `verify-ca`, as in libpq. */
const checked: Readonly<Record<string, string>> = {
  allow: "but the certificate is not checked (sslmode)",
  prefer: "but the certificate is not checked (sslmode)",
  "verify-ca": "the certificate is checked, the name in it is not (sslmode)",
  "verify-full": "certificate and name are checked",
};

/** Connects, and says what the server is and what the role may do there. */
export async function ping(context: CommandContext): Promise<CommandResult> {
  const project = await findProject(context.io.cwd, context.project);
  await context.recordIn(project.runsDir, { readOnly: true });
  const environment = await readEnvironment("postgres", { env: context.io.env, project });
  const settings = environment.describe();
  const mode = settings.find(({ name }) => name === "POSTGRES_SSLMODE")?.value ?? "";
  const vouched = settings.some(({ name }) => name === "POSTGRES_SSLROOTCERT");
  const checks = checked[mode === "require" ? (vouched ? "verify-ca" : "prefer") : mode] ?? "";
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
      ["TLS", info.tls ? `yes, ${checks}` : "no"],
      ["pooler", info.pooled ? "yes, in session mode as far as can be told" : "no"],
      ["may create schemas", info.canCreateSchemas ? "yes" : "no"],
      ["read only", info.readOnly ? "yes, by default_transaction_read_only: apply will be refused" : "no"],
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
