import pc from "picocolors";

import type { Io, Out } from "./io.ts";

export type Styles = ReturnType<typeof pc.createColors>;

/** Whether a stream gets colours: https://no-color.org, FORCE_COLOR, TERM=dumb, `--no-color`, and no terminal. */
export function wantsColor(out: Out, env: Io["env"], flag: boolean | undefined): boolean {
  if (flag === false) return false;
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== "") return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "0") return true;
  return flag === true || (out.isTTY && env.TERM !== "dumb");
}

/** Colour functions, or functions that change nothing. */
export function styles(color: boolean): Styles {
  return pc.createColors(color);
}
