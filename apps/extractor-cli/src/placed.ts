import type { CommandContext } from "@dp/cli-kit";
import type { TablesConfig } from "@dp/config";

/** A context whose events about a table also say where tables.yaml names it. */
export function placedInConfig(context: CommandContext, { tables }: TablesConfig): CommandContext {
  const lines = new Map(tables.map(({ name, line, column }) => [name, { file: "config/tables.yaml", line, column }]));
  return {
    ...context,
    emit: (event) => {
      const name = event.type === "item" ? event.name : event.type === "warning" ? event.where : undefined;
      const at = name === undefined ? undefined : lines.get(name);
      context.emit(at === undefined || (event.type !== "item" && event.type !== "warning") ? event : { ...event, at });
    },
  };
}
