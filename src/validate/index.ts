export { bootstrapReplicates, distanceEstimates } from "./bootstrap.ts";
export { cleanPosteriorMean } from "./clean-posterior.ts";
export {
  binMasses,
  kolmogorovSmirnov,
  kullbackLeibler,
  type Metric,
  totalVariation,
  wasserstein1,
  wasserstein2,
} from "./distances.ts";
export { interleavedSample } from "./interleaved-sampler.ts";
export { type ClaimInNumbers, judge } from "./judge.ts";
export { jackknife, kernelError } from "./kernel-error.ts";
export { type LookupGrid, lookupNodes, lookupSample, lookupSamples } from "./lookup-sampler.ts";
export { memberField } from "./member-field.ts";
export { sampleMembers } from "./sample-members.ts";
export { histogramDensity, massPerModel, momentEstimates, regionMassEstimate } from "./sample-statistics.ts";
export { resampled, type StepLaw, sampleLaw, stepLaw } from "./step-law.ts";
export { type TrainedMembers, trainMembers } from "./train-members.ts";
export { memberScoreMatrix, trainedEnsemble } from "./trained-ensemble.ts";
export {
  slicedInfluence,
  type WassersteinInfluence,
  wassersteinChange,
  wassersteinEstimate,
  wassersteinInfluence,
} from "./wasserstein-influence.ts";
