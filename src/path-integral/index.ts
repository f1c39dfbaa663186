export { averageCdf, type CdfAverageOptions, type CdfBlock, cdfAverage, memberCdfs } from "./cdf-average.ts";
export { endStates, type FlowMesh, flowMesh } from "./flow-mesh.ts";
export { type FokkerPlanckOptions, fokkerPlanck } from "./fokker-planck.ts";
export { deterministicEnsemble, meanFlow } from "./mean-flow.ts";
export { fieldStream, type MemberField, memberPaths, type PathAverageOptions, pathAverage } from "./path-average.ts";
export { stratifiedStarts } from "./stratified-starts.ts";
export { type TransferMatrixOptions, transferMatrix } from "./transfer-matrix.ts";
export { vKernel } from "./v-kernel.ts";
