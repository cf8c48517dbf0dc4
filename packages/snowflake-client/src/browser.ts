import { spawn } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";

/**
 * Opens an http or https URL in the system's browser, without a shell. Says nothing when there is none to open:
 * a program should print the URL as well.
 */
export function openSystemBrowser(url: string): void {
  if (!/^https?:\/\//i.test(url)) return;
  const [command, ...args] = opener(url);
  if (command === undefined) return;
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  child.on("error", () => undefined);
  child.unref();
}

function opener(url: string): readonly string[] {
  if (process.platform === "darwin") return ["open", url];
  if (process.platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler", url];
  // Linux inside Windows has no browser of its own; Windows' programs are in its PATH.
  if (process.env.WSL_DISTRO_NAME !== undefined) return ["rundll32.exe", "url.dll,FileProtocolHandler", url];
  return ["xdg-open", url];
}

/** The same path and query at another origin; the driver always writes https, also for an http address. */
export function atOrigin(url: string, accessUrl: string): string {
  const from = new URL(url);
  return new URL(`${from.pathname}${from.search}`, accessUrl).href;
}

/** A port that is free now, so that a sign-in that is given up can be told so on it. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

/** Ends the driver's wait for the browser: its own listener takes an error as the browser's answer. */
export async function endBrowserWait(port: number): Promise<void> {
  try {
    await fetch(`http://localhost:${String(port)}/?error=cancelled`, { signal: AbortSignal.timeout(1000) });
  } catch {
    // Nobody waits any more.
  }
}
