import { expect } from "expect";
import { bind as each } from "jest-each";

/**
 * As much of `@jest/globals` as unit tests use, with Jest's own `expect` and `each`: the tests of a file are collected
 * when it is loaded, and run one after the other until the first fails.
 */
export function collectTests() {
  let tests = [];
  let before = [];
  let after = [];
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
  /** Runs what was collected since the last time, the named tests first. `failed`: name of the first test that does. */
  async function firstFailure(first = []) {
    const place = ({ name }) => (first.includes(name) ? first.indexOf(name) : first.length);
    const all = [
      ...before.map((run) => ({ name: "beforeAll", run })),
      ...tests.sort((one, other) => place(one) - place(other)),
      ...after.map((run) => ({ name: "afterAll", run })),
    ];
    const count = tests.length;
    [tests, before, after] = [[], [], []];
    for (const { name, run } of all) {
      try {
        await run();
      } catch {
        return { failed: name, count };
      }
    }
    return { failed: undefined, count };
  }
  return { globals, firstFailure };
}
