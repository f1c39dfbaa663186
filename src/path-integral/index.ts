export { type PathAction, type PathActionOptions, pathAction, type ReducedAction } from "./action/path-action.ts";
export { gramLimit } from "./action/path-gram.ts";
export type { ComplexNumber, ResponseField } from "./action/response-exponent.ts";
export { affineLaw } from "./affine-law.ts";
export { averageCdf, type CdfAverageOptions, type CdfBlock, cdfAverage, groupCdfs, memberCdfs } from "./cdf-average.ts";
export { type EdgeworthAverageOptions, edgeworthAverage, edgeworthWeight } from "./edgeworth-average.ts";
export { edgeworthCdfAverage, edgeworthCdfs } from "./edgeworth-cdf-average.ts";
export { endLabels } from "./end-labels.ts";
export { endStates, type FlowMesh, flowMesh } from "./flow-mesh.ts";
export { type FokkerPlanckOptions, fokkerPlanck } from "./fokker-planck.ts";
export { type LabelGrid, labelGrid } from "./label-grid.ts";
export { type LabelNoise, type LabelNoiseOptions, labelNoise, scaledLabelNoise } from "./label-noise.ts";
export { localLaw, localSecondOrder, negativeDiffusion } from "./local-second-order.ts";
export { type LogJacobianAverageOptions, logJacobianAverage } from "./log-jacobian-average.ts";
export { deterministicEnsemble, meanFlow } from "./mean-flow.ts";
export type { Diffusion } from "./minimum-action/diffusion.ts";
export { type DiffusionPath, type DiffusionPathOptions, diffusionPath } from "./minimum-action/diffusion-path.ts";
export {
  type MinimumActionOptions,
  type MinimumActionPath,
  minimumActionPath,
} from "./minimum-action/minimum-action-path.ts";
export { type EndExpansion, type NoiseDrivenFlow, noiseDrivenFlow } from "./minimum-action/noise-driven-flow.ts";
export { logNormalTail } from "./minimum-action/normal-tail.ts";
export type { RareEnd } from "./minimum-action/rare-end.ts";
export {
  fieldStream,
  type GroupField,
  groupPaths,
  type MemberField,
  memberPaths,
  type PathAverageOptions,
  pathAverage,
} from "./path-average.ts";
export { type Separatrix, separatrices, weakNoiseRatios } from "./separatrices.ts";
export { type SequentialConditioningOptions, sequentialConditioning } from "./sequential/sequential-conditioning.ts";
export { stratifiedStarts } from "./stratified-starts.ts";
export { type TransferMatrixOptions, transferMatrix } from "./transfer-matrix.ts";
export { vKernel } from "./v-kernel.ts";
export {
  type LabelLawOptions,
  type LabelSetting,
  labelSetting,
  weakNoise,
  weakNoiseLaw,
  weakNoiseLimit,
  weakNoiseValidity,
} from "./weak-noise.ts";
export {
  type LabelExpansion,
  labelExpansion,
  type WeakNoiseSampleOptions,
  weakNoiseSamples,
} from "./weak-noise-samples.ts";
