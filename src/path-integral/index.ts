export { type SequentialConditioningOptions, sequentialConditioning } from "./sequential/sequential-conditioning.ts";
export { averageCdf, type CdfAverageOptions, type CdfBlock, cdfAverage, memberCdfs } from "./cdf-average.ts";
export { deterministicEnsemble, meanFlow } from "./mean-flow.ts";
export { fieldStream, type MemberField, memberPaths, type PathAverageOptions, pathAverage } from "./path-average.ts";
export { stratifiedStarts } from "./stratified-starts.ts";
export { vKernel } from "./v-kernel.ts";
