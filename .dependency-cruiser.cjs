/** What each package may import: exactly what its row names. docs/architecture.md shows the same table. */
const edges = {
  "type-map": [],
  files: [],
  metadata: [],
  "pg-client": [],
  "snowflake-client": [],
  config: ["type-map"],
  mapping: ["type-map", "metadata"],
  "metadata-folder": ["files", "metadata"],
  "cli-kit": ["files"],
  "pg-ddl": ["metadata", "type-map"],
  "snowflake-extract": ["snowflake-client", "metadata", "type-map"],
  "snowflake-unload": ["snowflake-client", "bundle", "metadata", "type-map"],
  "pg-apply": ["pg-client", "pg-ddl", "metadata"],
  "pg-load": ["bundle", "metadata", "pg-client", "pg-ddl", "type-map"],
  diagram: ["pg-ddl"],
  "transport-s3": ["bundle", "files"],
  bundle: ["files", "metadata"],
};

const apps = {
  "extractor-cli": [
    "cli-kit",
    "files",
    "config",
    "mapping",
    "pg-ddl",
    "diagram",
    "metadata",
    "metadata-folder",
    "type-map",
    "snowflake-client",
    "snowflake-extract",
    "bundle",
    "transport-s3",
    "snowflake-unload",
  ],
  "applier-cli": [
    "cli-kit",
    "files",
    "config",
    "metadata",
    "metadata-folder",
    "pg-client",
    "pg-ddl",
    "pg-apply",
    "pg-load",
    "bundle",
    "transport-s3",
  ],
};

/** No file, no network, no clock of the process; hashing is arithmetic. */
const pure = ["type-map", "metadata", "mapping", "pg-ddl"];

/** The only package that may load each driver. */
const drivers = { pg: "pg-client", "snowflake-sdk": "snowflake-client" };

const notCode = "(\\.test\\.ts|\\.config\\.(ts|js)|tsup\\.base\\.ts)$|/(test|scripts|bench)/";

function edgeRule(folder, name, allowed) {
  return {
    name: `edges-of-${name}`,
    severity: "error",
    from: { path: `^${folder}/${name}/`, pathNot: notCode },
    to: { path: "^packages/", pathNot: `^packages/(${[name, ...allowed].join("|")})/` },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-app-from-package", severity: "error", from: { path: "^packages/" }, to: { path: "^apps/" } },
    {
      name: "no-tooling-from-code",
      severity: "error",
      from: { path: "^(packages|apps)/", pathNot: notCode },
      to: { path: "^tooling/" },
    },
    {
      // Journeys are tests of both sides at once, which no package may import together; sample tables are documents of @dp/metadata.
      name: "no-code-from-tooling",
      severity: "error",
      from: { path: "^tooling/", pathNot: "^tooling/(journeys/test|sample-tables/src)/" },
      to: { path: "^(packages|apps)/" },
    },
    {
      // A grammar is recursive: expressions hold queries, which hold expressions.
      name: "no-cycle",
      severity: "error",
      from: { pathNot: "^tooling/snowflake-sim/src/(duck|sql)/" },
      to: { circular: true },
    },
    {
      name: "no-deep-import",
      severity: "error",
      from: { path: "^(packages|apps|tooling)/([^/]+)/" },
      to: {
        path: "^packages/([^/]+)/(?!src/((sql/)?index|storage|part)\\.ts$|schema/|package\\.json$)",
        pathNot: "^$1/$2/",
      },
    },
    {
      name: "no-undeclared",
      severity: "error",
      from: { path: "^(packages|apps)/", pathNot: notCode },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown", "npm-dev"] },
    },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
    { name: "no-test-from-code", severity: "error", from: { pathNot: notCode }, to: { path: "\\.test\\.ts$" } },
    {
      name: "pure-no-node",
      severity: "error",
      from: { path: `^packages/(${pure.join("|")})/src/`, pathNot: notCode },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?crypto$" },
    },
    {
      name: "type-map-needs-nothing",
      severity: "error",
      from: { path: "^packages/type-map/src/", pathNot: notCode },
      to: { dependencyTypes: ["core", "npm"] },
    },
    ...Object.entries(drivers).map(([driver, owner]) => ({
      name: `only-${owner}-loads-${driver}`,
      severity: "error",
      from: { path: "^(packages|apps)/", pathNot: `^packages/${owner}/|${notCode}` },
      to: { path: `node_modules/${driver}/` },
    })),
    ...Object.entries(edges).map(([name, allowed]) => edgeRule("packages", name, allowed)),
    ...Object.entries(apps).map(([name, allowed]) => edgeRule("apps", name, allowed)),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|coverage)/" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["dp-source", "import", "types", "node", "default"],
      extensions: [".ts", ".js", ".mjs", ".json"],
    },
  },
};
