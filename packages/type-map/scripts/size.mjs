/** Prints what the built package weighs, in bytes: `node scripts/size.mjs <tarball>`; every entry minified and gzipped. */
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const require = createRequire(import.meta.url);
const esbuild = createRequire(require.resolve("tsup"))("esbuild");

function gzipped(file) {
  const entryPoints = [fileURLToPath(new URL(file, new URL("../", import.meta.url)))];
  const { outputFiles } = esbuild.buildSync({ entryPoints, bundle: true, minify: true, format: "esm", write: false });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}

const [tarball] = process.argv.slice(2);
if (tarball === undefined) throw new Error("usage: node scripts/size.mjs <tarball>");
const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const entries = Object.entries(manifest.exports).filter(([, target]) => target.import !== undefined);
const sizes = entries.map(([path, target]) => [manifest.name + path.slice(1), gzipped(target.import.default)]);
console.log(JSON.stringify({ tarball: statSync(tarball).size, ...Object.fromEntries(sizes) }));
