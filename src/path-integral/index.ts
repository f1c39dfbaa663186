export { type PathAction, type PathActionOptions, pathAction, type ReducedAction } from "./action/path-action.ts";
export { gramLimit } from "./action/path-gram.ts";
export type { ComplexNumber, ResponseField } from "./action/response-exponent.ts";
export { affineLaw } from "./affine-law.ts";
export { averageCdf, type CdfAverageOptions, type CdfBlock, cdfAverage, groupCdfs, memberCdfs } from "./cdf-average.ts";
export { type EdgeworthAverageOptions, edgeworthAverage, edgeworthWeight } from "./edgeworth-average.ts";
export { endStates, type FlowMesh, flowMesh } from "./flow-mesh.ts";
export { type FokkerPlanckOptions, fokkerPlanck } from "./fokker-planck.ts";
export { type LogJacobianAverageOptions, logJacobianAverage } from "./log-jacobian-average.ts";
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
export { type SequentialConditioningOptions, sequentialConditioning } from "./sequential/sequential-conditioning.ts";
export { stratifiedStarts } from "./stratified-starts.ts";
export { type TransferMatrixOptions, transferMatrix } from "./transfer-matrix.ts";
export { vKernel } from "./v-kernel.ts";
