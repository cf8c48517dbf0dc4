import { BundleError } from "./errors.ts";
import type { Manifest, Part } from "./generated/manifest.ts";
import type { Identity } from "./keys/identities.ts";
import { bundlePath, type BundleRef } from "./names.ts";
import { openBundle, type OpenedBundle, type Trust } from "./open-bundle.ts";
import { checkPartFile, openPart, readToEnd } from "./part/open.ts";
import type { BundleStore } from "./store/store.ts";

/** quick: signature, manifest and sizes; full: every byte of every part, opened where there is a key. */
export type VerifyLevel = "quick" | "full";

/** Something wrong with one file of a bundle. */
export interface BundleProblem {
  readonly file: string;
  readonly code: string;
  readonly message: string;
}

/** What a look at one bundle found. */
export interface BundleReport {
  readonly ref: BundleRef;
  /** Absent when the manifest did not prove itself. */
  readonly bundle?: OpenedBundle;
  /** Empty: as it was signed. */
  readonly problems: readonly BundleProblem[];
  /** Names in the folder that the manifest does not speak of; never opened. */
  readonly strangers: readonly string[];
}

/** How deep to look, and with which keys; without identities encrypted parts are hashed and not opened. */
export interface VerifyBundleOptions {
  readonly trust: Trust;
  readonly level: VerifyLevel;
  readonly identities?: readonly Identity[];
}

/** Looks at one bundle and says all that is wrong; throws only for what is no bundle's fault. */
export async function verifyBundle(
  store: BundleStore,
  ref: BundleRef,
  options: VerifyBundleOptions,
): Promise<BundleReport> {
  const opened = await attempt(() => openBundle(store, ref, options.trust), bundlePath(ref, "manifest.json"));
  if ("problem" in opened) return { ref, problems: [opened.problem], strangers: [] };
  const { manifest } = opened.value;
  const sizes = await store.sizes(ref);
  const parts = manifest.tables.flatMap((table) => table.parts);
  const problems = parts.map((part) => sizeProblem(ref, part, sizes)).filter((problem) => problem !== undefined);
  if (options.level === "full") {
    const bad = new Set(problems.map((problem) => problem.file));
    for (const part of parts.filter(({ file }) => !bad.has(bundlePath(ref, file)))) {
      const read = await attempt(
        () => readPart(store, ref, { ...options, manifest, part }),
        bundlePath(ref, part.file),
      );
      if ("problem" in read) problems.push(read.problem);
    }
  }
  const named = new Set(["manifest.json", "manifest.jws", ...parts.map((part) => part.file)]);
  return { ref, bundle: opened.value, problems, strangers: [...sizes.keys()].filter((name) => !named.has(name)) };
}

/** Folders that are looked at beside each other: a share or an object store answers slowly, and to many at once. */
const atOnce = 8;

/** Looks at bundles, several at a time. @returns reports in the order of the bundles */
export async function verifyBundles(
  store: BundleStore,
  refs: readonly BundleRef[],
  options: VerifyBundleOptions,
): Promise<readonly BundleReport[]> {
  const reports: BundleReport[] = [];
  const left = [...refs.entries()].toReversed();
  const work = async (): Promise<void> => {
    try {
      for (let next = left.pop(); next !== undefined; next = left.pop()) {
        const [place, ref] = next;
        reports[place] = await verifyBundle(store, ref, options);
      }
    } finally {
      // One that breaks stops the others.
      left.length = 0;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return reports;
}

async function readPart(
  store: BundleStore,
  ref: BundleRef,
  options: VerifyBundleOptions & { manifest: Manifest; part: Part },
): Promise<void> {
  const { manifest, part, identities = [] } = options;
  const sealed = manifest.recipients !== undefined && identities.length === 0;
  if (sealed) await checkPartFile(store, bundlePath(ref, part.file), part);
  else await readToEnd(openPart(store, ref, { manifest, part, identities }));
}

function sizeProblem(ref: BundleRef, part: Part, sizes: ReadonlyMap<string, number>): BundleProblem | undefined {
  const size = sizes.get(part.file);
  if (size === part.bytes) return undefined;
  const file = bundlePath(ref, part.file);
  if (size === undefined) return { file, code: "BUNDLE_INCOMPLETE", message: `${file}: is not there yet` };
  const message = `${file}: has ${String(size)} bytes, the manifest says ${String(part.bytes)}`;
  return { file, code: size < part.bytes ? "BUNDLE_INCOMPLETE" : "BUNDLE_PART_DAMAGED", message };
}

async function attempt<T>(work: () => Promise<T>, file: string): Promise<{ value: T } | { problem: BundleProblem }> {
  try {
    return { value: await work() };
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") throw error;
    const where = error instanceof BundleError ? (error.where ?? file) : file;
    return { problem: { file: where, code: error.code, message: error.message } };
  }
}
