import { expect } from "expect";
import { bind as each } from "jest-each";

/**
 * As much of `@jest/globals` as unit tests use, with Jest's own `expect` and `each`: the tests of a bundle are collected
 * when it is loaded, and run one after the other until the first fails.
 */
export function collectTests() {
  const tests = [];
  const before = [];
  const after = [];
  const test = (name, run) => tests.push({ name, run });
  const describe = (_name, define) => define();
  const bound = (target) => Object.assign(target, { each: each(target, false) });
  const globals = {
    expect,
    test: bound(test),
    it: bound(test),
    describe: bound(describe),
    beforeAll: (run) => before.push(run),
    afterAll: (run) => after.push(run),
    jest: { setTimeout: () => undefined },
  };
  /** Name of the first test that fails; undefined when all pass. */
  async function firstFailure() {
    try {
      for (const run of before) await run();
    } catch {
      return "before all";
    }
    for (const { name, run } of tests) {
      try {
        await run();
      } catch {
        return name;
      }
    }
    for (const run of after) await run();
    return undefined;
  }
  return { globals, firstFailure, count: () => tests.length };
}
