import { BundleError } from "./errors.ts";

const feedPattern = /^[a-z0-9_]{1,100}$/;
const bundlePattern = /^([0-9]{10})-([0-9a-z][0-9a-z-]{0,63})$/;
const rowHashesPattern = /^rows-([a-z0-9_]{1,100})-[0-9a-z][0-9a-z-]{0,63}$/;
const filePattern = /^(?:manifest\.(?:json|jws)|part-[0-9]{5}\.copy(?:\.gz|\.zst)?(?:\.age)?)$/;
const headPattern = /^head\.(?:json|jws)$/;
/** Names that Windows gives to devices; a share may lie there. */
const device = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/;

/** A folder below a feed's. */
export interface FolderRef {
  readonly feed: string;
  readonly name: string;
}

/** A bundle by its folder in the exchange, whose name is `<seq, 10 digits>-<run id in lower case>`. */
export interface BundleRef extends FolderRef {
  readonly seq: number;
}

/** A row-hash file by its folder beside the bundles, whose name is `rows-<table>-<run id in lower case>`. */
export interface RowHashesRef extends FolderRef {
  /** Name in tables.yaml. */
  readonly table: string;
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

/** The folder name of a row-hash file. @throws BundleError */
export function rowHashesName(table: string, runId: string): string {
  return checkFolderName(`rows-${table}-${runId.toLowerCase()}`);
}

/** The row-hash file a folder name speaks of; `undefined` when it is no such name. */
export function parseRowHashesName(feed: string, name: string): RowHashesRef | undefined {
  const table = rowHashesPattern.exec(name)?.[1];
  return table === undefined ? undefined : { feed, name, table };
}

/** A file of a bundle, or beside one, as the store is asked for it. */
export function bundlePath(ref: FolderRef, file: string): string {
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

function isFolderName(name: string): boolean {
  return bundlePattern.test(name) || rowHashesPattern.test(name);
}

/** Of a bundle or a row-hash file. @throws BundleError BUNDLE_NAME_INVALID */
export function checkFolderName(name: string): string {
  if (isFolderName(name)) return name;
  throw new BundleError("BUNDLE_NAME_INVALID", `${JSON.stringify(name)} is no name of a bundle or row-hash file`);
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
      : names.length === 3 && isFolderName(second) && isBundleFile(third ?? ""));
  if (fits) return names;
  throw new BundleError("BUNDLE_NAME_INVALID", `${JSON.stringify(path)} is no file of a feed`);
}
