import { fileURLToPath } from "node:url";

/**
 * Shared by every package. Tests run as native ES modules, TypeScript goes through swc (types are checked by tsc),
 * and workspace packages are read from their source, so no build is needed before a test.
 */
export default {
  testEnvironment: "node",
  testEnvironmentOptions: { customExportConditions: ["dp-source", "node", "node-addons"] },
  testMatch: ["<rootDir>/src/**/*.test.ts", "<rootDir>/test/**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  // Two packages are tested side by side; a busy machine is slow, not wrong.
  maxWorkers: "50%",
  testTimeout: 180_000,
  collectCoverageFrom: ["<rootDir>/src/**/*.ts", "!<rootDir>/src/generated/**"],
  coverageProvider: "v8",
  coverageReporters: ["text-summary", "json-summary"],
  transform: {
    "\\.ts$": [
      fileURLToPath(import.meta.resolve("@swc/jest")),
      {
        jsc: { target: "es2023", parser: { syntax: "typescript" }, experimental: { keepImportAttributes: true } },
        module: { type: "es6" },
      },
    ],
  },
};
