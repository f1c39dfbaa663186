export * as core from "./core/index.ts";
export * as experiments from "./experiments/index.ts";
export * as linearModels from "./linear-models/index.ts";
export * as numerics from "./numerics/index.ts";
export * as pathIntegral from "./path-integral/index.ts";
export * as report from "./report/index.ts";
export * as theory from "./theory/index.ts";
export * as validate from "./validate/index.ts";
