import preset from "@dp/jest-preset";

export default {
  ...preset,
  // Most of the time the program is at work in a process of its own.
  maxWorkers: 2,
};
