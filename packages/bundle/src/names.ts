import { BundleError } from "./errors.ts";

const feedPattern = /^[a-z0-9_]{1,100}$/;
const bundlePattern = /^([0-9]{10})-([0-9a-z][0-9a-z-]{0,63})$/;
const filePattern = /^(?:manifest\.(?:json|jws)|part-[0-9]{5}\.copy(?:\.gz|\.zst)?(?:\.age)?)$/;
const headPattern = /^head\.(?:json|jws)$/;
/** Names that Windows gives to devices; a share may lie there. */
const device = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/;

/** A bundle by its folder in the exchange. */
export interface BundleRef {
  readonly feed: string;
  /** Folder name: `<seq, 10 digits>-<run id in lower case>`. */
  readonly name: string;
  readonly seq: number;
}

/** The folder name of a bundle. @throws BundleError */
export function bundleName(seq: number, runId: string): string {
  return checkBundleName(`${String(seq).padStart(10, "0")}-${runId.toLowerCase()}`);
}

/** The bundle a folder name speaks of; `undefined` when it is no bundle's name. */
export function parseBundleName(feed: string, name: string): BundleRef | undefined {
  const seq = Number(bundlePattern.exec(name)?.[1] ?? 0);
  return seq === 0 ? undefined : { feed, name, seq };
}

/** A file of a bundle as the store is asked for it. */
export function bundlePath(ref: BundleRef, file: string): string {
  return `${ref.feed}/${ref.name}/${file}`;
}

/** Whether a name may name a feed. */
export function isFeedName(name: string): boolean {
  return feedPattern.test(name) && !device.test(name);
}

/** @throws BundleError BUNDLE_NAME_INVALID */
export function checkFeedName(feed: string): string {
  if (isFeedName(feed)) return feed;
  throw new BundleError("BUNDLE_NAME_INVALID", `${JSON.stringify(feed)} is no name of a feed`);
}

/** @throws BundleError BUNDLE_NAME_INVALID */
export function checkBundleName(name: string): string {
  if (bundlePattern.test(name)) return name;
  throw new BundleError("BUNDLE_NAME_INVALID", `${JSON.stringify(name)} is no name of a bundle`);
}

/** Whether a name may name a file inside a bundle's folder. */
export function isBundleFile(name: string): boolean {
  return filePattern.test(name);
}

/**
 * `feed/head.json` or `feed/bundle/file`, split into names that are each allowed where they stand.
 * @throws BundleError BUNDLE_NAME_INVALID
 */
export function splitPath(path: string): readonly string[] {
  const names = path.split("/");
  const [feed = "", second = "", third] = names;
  const fits =
    isFeedName(feed) &&
    (names.length === 2
      ? headPattern.test(second)
      : names.length === 3 && bundlePattern.test(second) && isBundleFile(third ?? ""));
  if (fits) return names;
  throw new BundleError("BUNDLE_NAME_INVALID", `${JSON.stringify(path)} is no file of a feed`);
}
