import { spawn } from "node:child_process";
import { hostname } from "node:os";

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

/**
 * Sends a person to the page where they sign in, also when everything else is quiet. On a machine that was reached by
 * ssh the browser is elsewhere, and its answer would not find the way back by itself.
 */
export function askToSignIn({ io }: CommandContext, url: string, port: number): void {
  const forward = `ssh -L ${String(port)}:localhost:${String(port)} ${io.env.USER ?? "you"}@${hostname()}`;
  const elsewhere =
    io.env.SSH_CONNECTION === undefined ? "" : `If your browser is on another machine, first: ${forward}\n`;
  io.stderr.write(`Sign in on the page that opens; if none does, open it yourself:\n${url}\n${elsewhere}`);
  openPage(url, io.env.BROWSER);
}
