import type { CommandContext } from "@dp/cli-kit";

/** A context in which results of single tables leave stdout to the document that the command prints there. */
export function withoutItems(context: CommandContext): CommandContext {
  return {
    ...context,
    emit: (event) => {
      if (event.type !== "item") context.emit(event);
      else if (event.error !== undefined) {
        const { code, message, hint } = event.error;
        context.emit({ type: "warning", code, text: message, where: event.name, ...(hint !== undefined && { hint }) });
      }
    },
  };
}
