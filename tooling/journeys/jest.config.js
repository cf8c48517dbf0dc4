import preset from "@dp/jest-preset";

export default {
  ...preset,
  globalSetup: "@dp/embedded-postgres/global-setup",
  globalTeardown: "@dp/embedded-postgres/global-teardown",
};
