import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "@jest/globals";

import { toFileError } from "./errors.ts";
import {
  createFile,
  readTextFile,
  readTextFileIfPresent,
  removeFiles,
  sweepLeftovers,
  writeFileAtomic,
  writeFileIfChanged,
} from "./index.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dp-files-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const limits = { maxBytes: 100 };

test("a file is made with its folders, then replaced, and nothing else is left", async () => {
  const path = join(folder, "a", "b", "c.json");
  await writeFileAtomic(path, "one\n");
  await writeFileAtomic(path, "two\n");
  expect(readFileSync(path, "utf8")).toBe("two\n");
  expect(readdirSync(join(folder, "a", "b"))).toEqual(["c.json"]);
  expect(statSync(path).mode & 0o777).toBe(0o644);
});

test("the same text is not written again", async () => {
  const path = join(folder, "x");
  expect(await writeFileIfChanged(path, "1")).toBe("new");
  const before = statSync(path).ino;
  expect(await writeFileIfChanged(path, "1")).toBe("unchanged");
  expect(statSync(path).ino).toBe(before);
  expect(await writeFileIfChanged(path, "2")).toBe("changed");
});

test("a file that is there is not clobbered", async () => {
  const path = join(folder, "x");
  await createFile(path, "1");
  await expect(createFile(path, "2")).rejects.toMatchObject({ code: "FILE_EXISTS", path });
  expect(readFileSync(path, "utf8")).toBe("1");
  expect(readdirSync(folder)).toEqual(["x"]);
});

test("a path that runs through a file is refused and nothing is left", async () => {
  writeFileSync(join(folder, "file"), "");
  await expect(writeFileAtomic(join(folder, "file", "x"), "1")).rejects.toMatchObject({ name: "FileError" });
  mkdirSync(join(folder, "taken"));
  await expect(writeFileAtomic(join(folder, "taken"), "1")).rejects.toMatchObject({ code: "FILE_NOT_REGULAR" });
  expect(readdirSync(folder).sort()).toEqual(["file", "taken"]);
});

test("a link, a folder and a pipe are not opened", async () => {
  writeFileSync(join(folder, "real"), "secret");
  symlinkSync(join(folder, "real"), join(folder, "link"));
  spawnSync("mkfifo", [join(folder, "pipe")]);
  for (const name of ["link", "pipe", "."]) {
    await expect(readTextFile(join(folder, name), limits)).rejects.toMatchObject({ code: "FILE_NOT_REGULAR" });
  }
});

test("a file over the limit and one that is not UTF-8 are refused by name", async () => {
  writeFileSync(join(folder, "long"), "x".repeat(101));
  writeFileSync(join(folder, "latin1"), Buffer.from([0x66, 0xfc, 0x72]));
  await expect(readTextFile(join(folder, "long"), limits)).rejects.toMatchObject({ code: "FILE_TOO_LARGE" });
  await expect(readTextFile(join(folder, "latin1"), limits)).rejects.toMatchObject({ code: "FILE_NOT_UTF8" });
});

test("a missing file is undefined where that is asked for, and an error elsewhere", async () => {
  expect(await readTextFileIfPresent(join(folder, "no"), limits)).toBeUndefined();
  await expect(readTextFile(join(folder, "no"), limits)).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
});

test("leftovers of dead writers go, those of living ones and other files stay", async () => {
  const dead = spawnSync(process.execPath, ["-e", "console.log(process.pid)"], { encoding: "utf8" }).stdout.trim();
  const mine = `.a.json.${String(process.pid)}.00000000.tmp`;
  const names = [`.a.json.${dead}.0123abcd.tmp`, mine, "a.json", ".a.tmp"];
  for (const name of names) writeFileSync(join(folder, name), "");
  expect(await sweepLeftovers(folder)).toEqual([names[0]]);
  expect(readdirSync(folder).sort()).toEqual([mine, ".a.tmp", "a.json"].sort());
  expect(await sweepLeftovers(join(folder, "missing"))).toEqual([]);
});

test("files are removed; one that is gone is no fault, a link goes alone, a folder is refused", async () => {
  writeFileSync(join(folder, "a"), "");
  writeFileSync(join(folder, "kept"), "");
  symlinkSync(join(folder, "kept"), join(folder, "link"));
  await removeFiles([join(folder, "a"), join(folder, "link"), join(folder, "no"), join(folder, "missing", "b")]);
  expect(readdirSync(folder)).toEqual(["kept"]);
  mkdirSync(join(folder, "sub"));
  await expect(removeFiles([join(folder, "sub")])).rejects.toMatchObject({ path: join(folder, "sub") });
});

test("what has no name of its own is told by the system's", () => {
  const error = Object.assign(new Error("too many"), { code: "EMFILE" });
  expect(toFileError(error, "/a/b", "write")).toMatchObject({ code: "FILE_IO", message: "/a/b: file io (EMFILE)" });
});
