export { backendAdvice, openBackend } from "./backends/open-backend.ts";
export {
  BackendError,
  type BackendName,
  backendNames,
  type ComputeAdapter,
  type PackageSource,
  type Tensorflow,
  type TrainingBackend,
} from "./backends/training-backend.ts";
export { bootstrapReplicates, distanceEstimates } from "./bootstrap.ts";
export type { ClaimSetting, ClaimTest, Confirmation } from "./claims/claim-test.ts";
export { holmAdjusted } from "./claims/holm.ts";
export { defaultConfidence, type Judging, judgeFamily } from "./claims/judge-family.ts";
export { type OrderingInNumbers, orderingClaim } from "./claims/ordering-claim.ts";
export { type PowerLawFit, powerLawFit } from "./claims/power-law.ts";
export { type ClaimInNumbers, type ScalarRule, scalarClaim } from "./claims/scalar-claim.ts";
export { type SlopeInNumbers, slopeClaim } from "./claims/slope-claim.ts";
export { type TrendInNumbers, trendClaim } from "./claims/trend-claim.ts";
export { cleanPosteriorMean } from "./clean-posterior.ts";
export { denoiserMatrix } from "./denoiser-matrix.ts";
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
export { judge } from "./judge.ts";
export { jackknife, jackknifeOf, kernelError } from "./kernel-error.ts";
export { type LookupGrid, lookupNodes, lookupSample, lookupSamples } from "./lookup-sampler.ts";
export { pairedDistance, probabilityFlowDistance } from "./measurement/flow-distance.ts";
export {
  gaussianDiscrepancy,
  maximumMeanDiscrepancy,
  medianBandwidth,
} from "./measurement/maximum-mean-discrepancy.ts";
export { memorisationThreshold, memorisedFraction, nearestRatios } from "./measurement/memorised-fraction.ts";
export { momentErrors, type RelativeError } from "./measurement/moment-errors.ts";
export { type PointLaw, type PointMetric, pointLaw, sampledPointLaw } from "./measurement/point-law.ts";
export { reverseDiffusion } from "./measurement/reverse-diffusion.ts";
export {
  type AgreementMeasure,
  type AgreementOf,
  perSampleAgreement,
  pooledAgreement,
  type SampleAgreement,
  sampleAgreement,
} from "./measurement/sample-agreement.ts";
export { diffusionSampler, type FieldSampler, flowSampler, sampleFields } from "./measurement/sample-fields.ts";
export { type MeasuredKernel, measuredVKernel, type ScoreMoments, scoreMoments } from "./measurement/score-moments.ts";
export {
  type SlicedDistance,
  sliceDirections,
  slicedEstimate,
  slicedWasserstein,
  type WassersteinOrder,
} from "./measurement/sliced-wasserstein.ts";
export { memberField } from "./member-field.ts";
export { memberStarts } from "./member-starts.ts";
export type { Architecture } from "./networks/architecture.ts";
export type { AutoencoderShape } from "./networks/autoencoder.ts";
export type { ConvolutionalShape } from "./networks/convolutional-network.ts";
export {
  type DenoisingDraws,
  type DrawLaw,
  type DrawList,
  type DrawStream,
  fixedDraws,
  fixedNoise,
  freshDraws,
  freshNoise,
  freshNoiseAt,
  sharedDraws,
  type TrainingSource,
  type TrainingTimes,
} from "./networks/denoising-draws.ts";
export { fieldEnsemble, fieldScoreMatrix } from "./networks/field-ensemble.ts";
export {
  architectureOf,
  initialArrays,
  layerArrays,
  type ModelShape,
  parameterCount,
  stackedOutput,
} from "./networks/model-shape.ts";
export { networkField, type TrainedNetwork } from "./networks/network-field.ts";
export {
  type LayerArray,
  type LayerPlan,
  layerPlans,
  type NetworkActivation,
  type NetworkShape,
} from "./networks/network-shape.ts";
export { type NetworkTarget, type ScoreReadout, scoreReadout } from "./networks/score-readout.ts";
export { stackedSamples, stackedScores } from "./networks/stacked-reading.ts";
export { type StackedTraining, startTraining } from "./networks/stacked-training.ts";
export {
  affineInput,
  type ClockOptions,
  clockInput,
  embeddedInput,
  featureInput,
  placeInput,
  type StateInput,
} from "./networks/state-input.ts";
export {
  type CheckpointStore,
  type FailedMember,
  membersAtOnce,
  networkEnsemble,
  type TrainedNetworks,
  type TrainingRun,
  trainNetworks,
} from "./networks/train-networks.ts";
export {
  checkTrainingPlan,
  initialStream,
  learningRateAt,
  type Optimizer,
  type TrainingPlan,
} from "./networks/training-plan.ts";
export { decodeTrainingState, encodeTrainingState, type TrainingState } from "./networks/training-state.ts";
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
