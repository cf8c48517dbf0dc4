import { type CommandContext, type CommandResult, exitCodes, type OptionValues, visible } from "@dp/cli-kit";
import { readEnvironment, type SettingReport, snowflakeSettings } from "@dp/config";
import { examineRoute, type Route, type SessionInfo } from "@dp/snowflake-client";

import { configuredTables } from "../configured-tables.ts";
import { counted } from "../counted.ts";
import { resolveTables } from "../patterns/resolve.ts";
import { tellPatterns } from "../patterns/tell.ts";
import { roundTrip, type RoundTrip } from "../ping/round-trip.ts";
import { clockText, clockWarnings, routeFacts, routeWarnings } from "../ping/route-notes.ts";
import { printTables, seeTables, type TableSight } from "../ping/see-tables.ts";
import { probeAccount } from "../probe-account.ts";
import { connect, openProject, type OpenProject, settingSources } from "../session.ts";

/** Milliseconds for the look at the way there, beside the sign-in. */
const routeTimeoutMs = 5000;

interface Before {
  readonly settings: readonly SettingReport[];
  readonly route: Promise<Route>;
}

/** Reads where each setting comes from, and begins to look at the way to Snowflake; it tells what it sees when it does. */
async function begin(context: CommandContext, { project }: OpenProject, options: OptionValues): Promise<Before> {
  const { env } = context.io;
  const environment = await readEnvironment("snowflake", settingSources(context, project, options));
  context.addSecrets(environment.secrets());
  const { connectTimeout } = options;
  const timeoutMs =
    typeof connectTimeout === "number" ? Math.min(connectTimeout * 1000, routeTimeoutMs) : routeTimeoutMs;
  const route = examineRoute(snowflakeSettings(environment), { env, timeoutMs: Math.max(1, timeoutMs) });
  return {
    settings: environment.describe(),
    route: route.then((seen) => {
      for (const warning of routeWarnings(seen)) context.emit(warning);
      return seen;
    }),
  };
}

function settingLines(settings: readonly SettingReport[]): readonly string[] {
  return settings.map(({ name, value, source }) => `  ${name} = ${visible(value)}  (${visible(source)})`);
}

function factLines(info: SessionInfo, { roundTripMs, clockAheadMs }: RoundTrip, route: Route): readonly string[] {
  const clock = clockAheadMs === null ? "not told" : `${clockText(clockAheadMs)} Snowflake's`;
  const facts: readonly (readonly [name: string, value: string | null])[] = [
    ...Object.entries<string | null>({ ...info }),
    ["round trip", `${String(roundTripMs)} ms`],
    ["clock", clock],
    ...routeFacts(route),
  ];
  return facts.map(([name, value]) => `${name.padEnd(14)} ${visible(value ?? "none")}`);
}

/**
 * Says as whom and where we are, how we got there, where each setting came from, and which configured tables the role
 * sees; probes the account when asked. When the sign-in fails, it says what it knows all the same.
 */
export async function ping(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const opened = await openProject(context, { readOnly: true });
  const { settings, route } = await begin(context, opened, options);
  const db = await connect(context, opened, options).catch(async (error: unknown) => {
    const facts = routeFacts(await route).map(([name, value]) => `  ${name} = ${visible(value)}`);
    context.emit({ type: "step", text: "What was tried" });
    for (const text of [...settingLines(settings), ...facts]) context.emit({ type: "step", text });
    throw error;
  });
  try {
    const trip = await roundTrip(db);
    const way = await route;
    // Told already when the server's front door gave the time.
    if (routeWarnings(way).every(({ code }) => code !== "CLOCK_SKEW")) {
      for (const warning of clockWarnings(trip.clockAheadMs)) context.emit(warning);
    }
    const text = [...factLines(db.info, trip, way), "", "Settings", ...settingLines(settings)].join("\n");
    context.emit({ type: "output", text: `${text}\n` });
    const { config, patterns } = await resolveTables(db, opened.config, new Map());
    const failed = tellPatterns(context, patterns).length;
    const tables = await seeTables(db, await configuredTables(opened.project, config));
    context.emit({ type: "output", text: `\n${printTables(tables)}` });
    const probed = options.probe === true ? await probeAccount(db, config) : undefined;
    if (probed !== undefined) context.emit({ type: "output", text: `\n${probed.text}` });
    const data = {
      session: db.info,
      ...trip,
      route: way,
      settings,
      tables,
      ...(probed !== undefined && { probe: { counts: probed.counts, outcomes: probed.outcomes } }),
    };
    return summed(data, tables, failed > 0 ? exitCodes.partly : (probed?.exitCode ?? exitCodes.done));
  } finally {
    await db.close();
  }
}

function summed(data: CommandResult["data"], tables: readonly TableSight[], probed: number): CommandResult {
  const hidden = tables.filter(({ status }) => status === "hidden").length;
  const seen = `${String(tables.length - hidden)} of ${counted(tables.length, "table")} seen`;
  return {
    exitCode: hidden > 0 ? exitCodes.partly : probed,
    data,
    summary: `Snowflake answers; ${seen}`,
    next: hidden > 0 ? "extractor-cli roles --print --for people" : "extractor-cli extract --all",
  };
}
