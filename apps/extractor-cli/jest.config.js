import preset from "@dp/jest-preset";

export default {
  ...preset,
  // Most of the time the program is at work in a process of its own.
  maxWorkers: 2,
  // Each test runs the program several times.
  testTimeout: 60_000,
};
