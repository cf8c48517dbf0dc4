import { type CommandContext, type CommandResult, exitCodes, type OptionValues, UsageError } from "@dp/cli-kit";
import { peopleRights, serviceRights } from "@dp/snowflake-extract";

import { configuredTables } from "../configured-tables.ts";
import { openProject } from "../session.ts";

type Audience = "people" | "service";

const defaults = { people: "DP_METADATA", service: "DP_UNLOAD", user: "DP_NIGHTLY", warehouse: "DP_WH" };

function audiences(options: OptionValues): readonly Audience[] {
  if (options.for === "people" || options.for === "service") return [options.for];
  if (options.role !== undefined) throw new UsageError("--role needs --for", "--for people, or --for service");
  return ["people", "service"];
}

function named(options: OptionValues, option: "role" | "user" | "warehouse", otherwise: string): string {
  const given = options[option];
  return typeof given === "string" ? given : otherwise;
}

/** Prints the SQL that gives the least rights for the tables of tables.yaml. Connects to nothing, changes nothing. */
export async function roles(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const { project, config } = await openProject(context, { readOnly: true });
  const relations = await configuredTables(project, config);
  const printed = audiences(options).map((audience) => {
    if (audience === "people") {
      const role = named(options, "role", config.source?.role ?? defaults.people);
      return { for: audience, role, sql: peopleRights({ role, relations }) };
    }
    const role = named(options, "role", defaults.service);
    const user = named(options, "user", defaults.user);
    const warehouse = named(options, "warehouse", defaults.warehouse);
    return { for: audience, role, user, warehouse, sql: serviceRights({ role, user, warehouse, relations }) };
  });
  context.emit({ type: "output", text: printed.map(({ sql }) => sql).join("\n") });
  return { exitCode: exitCodes.done, data: { roles: printed } };
}
