/**
 * Packs the built package as other teams get it: `node scripts/pack.mjs <tarball>`; then `npm publish <tarball>`.
 * What only the workspace needs (scripts, development dependencies, the condition that leads to the source) stays behind.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The scope that the package is published under. Nothing else knows it: every file is packed with it put in. */
const publishScope = process.env.DP_PUBLISH_SCOPE ?? "@dp";

const root = fileURLToPath(new URL("..", import.meta.url));

function withoutSource(exported) {
  if (typeof exported === "string") return exported;
  const entries = Object.entries(exported).filter(([condition]) => condition !== "dp-source");
  return Object.fromEntries(entries.map(([condition, target]) => [condition, withoutSource(target)]));
}

/** For tools that read no `exports`: TypeScript's `moduleResolution: node10` and bundlers of its age. */
function forOldResolvers(exported) {
  const { ".": main, ...others } = exported;
  const subpaths = Object.entries(others).filter(([, target]) => target.require !== undefined);
  const types = subpaths.map(([path, target]) => [path.slice("./".length), [target.require.types]]);
  return {
    main: main.require.default,
    types: main.require.types,
    ...(types.length === 0 ? {} : { typesVersions: { "*": Object.fromEntries(types) } }),
  };
}

/** The manifest of the tarball; the workspace's name is replaced with the published one later, in every file. */
function published(manifest) {
  const { dependencies = {}, ...rest } = manifest;
  if (Object.keys(dependencies).length > 0) throw new Error("the type map has no dependencies");
  const ofTheWorkspace = new Set(["scripts", "devDependencies"]);
  const kept = Object.fromEntries(Object.entries(rest).filter(([field]) => !ofTheWorkspace.has(field)));
  const exported = withoutSource(manifest.exports);
  return { ...kept, ...forOldResolvers(exported), exports: exported };
}

function rename(folder, from, to) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    writeFileSync(path, readFileSync(path, "utf8").replaceAll(from, to));
  }
}

function pack(tarball) {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const staging = mkdtempSync(join(tmpdir(), "type-map-pack-"));
  try {
    const folder = join(staging, "package");
    for (const path of ["dist", "README.md"]) cpSync(join(root, path), join(folder, path), { recursive: true });
    cpSync(join(root, "../../LICENSE"), join(folder, "LICENSE"));
    writeFileSync(join(folder, "package.json"), JSON.stringify(published(manifest), null, 2));
    rename(folder, manifest.name, `${publishScope}/${manifest.name.split("/")[1]}`);
    const options = { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] };
    const [packed] = JSON.parse(execFileSync("npm", ["pack", "--offline", "--ignore-scripts", "--json"], options));
    mkdirSync(dirname(resolve(tarball)), { recursive: true });
    cpSync(join(folder, packed.filename), resolve(tarball));
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

const [tarball] = process.argv.slice(2);
if (tarball === undefined) throw new Error("usage: node scripts/pack.mjs <tarball>");
pack(tarball);
