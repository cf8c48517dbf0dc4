import { defineConfig, type Options } from "tsup";

/** How every library is built: ES modules with declarations, source maps, nothing bundled in. */
export function library(overrides: Options = {}): ReturnType<typeof defineConfig> {
  return defineConfig({
    entry: ["src/index.ts"],
    format: ["esm"],
    target: "node20",
    dts: true,
    sourcemap: true,
    clean: true,
    ...overrides,
  });
}

/** How a program is built: one file a command, so that `--help` loads only what it needs. */
export function program(): ReturnType<typeof defineConfig> {
  return defineConfig({
    entry: ["src/bin.ts"],
    format: ["esm"],
    target: "node20",
    splitting: true,
    sourcemap: true,
    clean: true,
  });
}
