export { averageCdf, type CdfAverageOptions, type CdfBlock, cdfAverage, groupCdfs, memberCdfs } from "./cdf-average.ts";
export { type EdgeworthAverageOptions, edgeworthAverage, edgeworthWeight } from "./edgeworth-average.ts";
export { deterministicEnsemble, meanFlow } from "./mean-flow.ts";
export {
  fieldStream,
  type GroupField,
  groupPaths,
  type MemberField,
  memberPaths,
  type PathAverageOptions,
  pathAverage,
} from "./path-average.ts";
export { stratifiedStarts } from "./stratified-starts.ts";
export { vKernel } from "./v-kernel.ts";
