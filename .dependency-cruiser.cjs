// The layer table of docs/architecture.md as code: `npm run layers`.
const path = require("node:path");

/** Which folders of src a folder may import, and why no others. */
const layers = [
  [
    "numerics",
    [],
    "arrays and algorithms know nothing of diffusion, so that they can be tested against references alone",
  ],
  ["core", ["numerics"], "the nouns are shared by prediction and measurement, so they may depend on neither"],
  ["theory", ["core", "numerics"], "exact statements must not lean on the measurement that they are compared with"],
  [
    "path-integral",
    ["core", "numerics"],
    "an average works for every ensemble, whatever made it: it sees contracts only",
  ],
  ["validate", ["core", "numerics"], "the measurement must not share code with the prediction that it tests"],
  [
    "linear-models",
    ["theory", "core", "numerics"],
    "a model class uses exact statements and stays free of averages and measurements",
  ],
  [
    "experiments",
    ["linear-models", "path-integral", "validate", "theory", "core", "numerics"],
    "the one place where prediction and measurement meet; it knows nothing of pages and terminals",
  ],
  ["report", ["core"], "pages and tables are pure functions of a result: they read it and never compute it"],
  [
    "cli",
    ["experiments", "report", "core"],
    "commands put parts together; mathematics in a command could not be used without it",
  ],
];

const layerRules = layers.map(([folder, allowed, why]) => ({
  name: `${folder}-imports-${allowed.length === 0 ? "nothing" : "lower-layers-only"}`,
  comment: why,
  severity: "error",
  from: { path: `^src/${folder}/` },
  to: { path: "^src/", pathNot: [folder, ...allowed].map((name) => `^src/${name}/`) },
}));

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: "no-cycles",
      comment: "files that need each other cannot be read, tested or replaced one at a time; type imports count",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "through-the-door",
      comment: "a folder's index.ts lists what others may rely on; everything behind it is free to change",
      severity: "error",
      from: { path: "^src/([^/]+)/" },
      to: { path: "^src/[^/]+/", pathNot: ["^src/$1/", "^src/[^/]+/index\\.ts$"] },
    },
    {
      name: "nobody-imports-the-root",
      comment: "src/index.ts gathers everything for users; inside, an import names the folder that it depends on",
      severity: "error",
      from: { path: "^src/[^/]+/" },
      to: { path: "^src/index\\.ts$" },
    },
    {
      name: "no-node-outside-cli",
      comment: "everything but the command line runs in a browser unchanged; files, clocks and threads are passed in",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/cli/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "terminal-packages-in-cli",
      comment: "argument parsing, progress bars and worker threads belong to the command line",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/cli/" },
      to: { path: "node_modules/(commander|cli-progress|piscina)/" },
    },
    {
      name: "plotly-is-an-asset",
      comment: "the Plotly bundles need a document and fail in Node: they are read as text and inlined, never imported",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "node_modules/plotly\\.js" },
    },
    {
      name: "declared-packages-only",
      comment: "what src imports must be installed with the package: a dependency, not a development tool or a guest",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "everything-resolves",
      comment: "an import that leads nowhere fails for users first",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: path.join(__dirname, "tsconfig.json") },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
