import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";

/** As much of esbuild as is used here; it comes with tsup. */
interface Esbuild {
  readonly build: (options: object) => Promise<{
    readonly outputFiles: readonly { readonly text: string }[];
    readonly warnings: readonly unknown[];
  }>;
}

const fromHere = createRequire(import.meta.url);
const esbuild = createRequire(fromHere.resolve("tsup"))("esbuild") as Esbuild;

export interface Bundle {
  readonly text: string;
  readonly warnings: number;
  /** Bytes of the minified text after gzip. */
  readonly gzipped: number;
}

/** What a bundler for browsers makes of a script and all that it imports. */
export async function bundle(folder: string, entry: string): Promise<Bundle> {
  const { outputFiles, warnings } = await esbuild.build({
    absWorkingDir: folder,
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    platform: "browser",
    logLevel: "silent",
  });
  const text = outputFiles.map((file) => file.text).join("");
  return { text, warnings: warnings.length, gzipped: gzipSync(text, { level: 9 }).length };
}
