import { spawn } from "node:child_process";

import type { CommandContext } from "@dp/cli-kit";
import { openSystemBrowser } from "@dp/snowflake-client";

/**
 * Opens a page as BROWSER says: `none` opens nothing, anything else is a command that gets the address in place of
 * `%s`, or as its last word. The system's browser when it is not set.
 */
function openPage(url: string, browser = ""): void {
  const words = browser.split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) openSystemBrowser(url);
  if (words.length === 0 || browser === "none") return;
  const placed = words.map((word) => word.replaceAll("%s", url));
  const [command = "", ...args] = browser.includes("%s") ? placed : [...words, url];
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  // The address is on the screen, so that a browser that does not start is no failure.
  child.on("error", () => undefined);
  child.unref();
}

/** Sends a person to the page where they sign in, also when everything else is quiet. */
export function askToSignIn({ io }: CommandContext, url: string): void {
  io.stderr.write(`Sign in on the page that opens; if none does, open it yourself:\n${url}\n`);
  openPage(url, io.env.BROWSER);
}
