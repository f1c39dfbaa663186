export { cavityEnsemble } from "./corrections/cavity-ensemble.ts";
export { type CavityMoments, type CavityOptions, cavityMoments } from "./corrections/cavity-moments.ts";
export {
  type InfluenceCumulants,
  influenceCumulants,
  predictedScoreCumulants,
} from "./corrections/influence-cumulants.ts";
export { type SecondOrderMoments, secondOrderMoments, tensorFeatureLimit } from "./corrections/second-order-moments.ts";
export {
  type AffineMap,
  composed,
  empiricalMoments,
  imageOfNoise,
  imagesOf,
  type Moments,
  scaledMap,
} from "./denoisers/affine-map.ts";
export { denoisingLoss } from "./denoisers/denoising-loss.ts";
export { type DescentMoments, descentDenoisers, descentMoments } from "./denoisers/descent-denoiser.ts";
export { flowMap } from "./denoisers/flow-map.ts";
export { checkNoiseLevel, type NoiseLevel } from "./denoisers/noise-level.ts";
export { wienerDenoiser } from "./denoisers/wiener-denoiser.ts";
export { denseFeatureMap } from "./features/dense-feature-map.ts";
export type { AxisTable, FeatureAxis } from "./features/feature-axis.ts";
export { formulaFeatures } from "./features/formula-features.ts";
export { fourierAxis } from "./features/fourier-axis.ts";
export { gaussianBumps } from "./features/gaussian-bumps.ts";
export { indicatorBins } from "./features/indicator-bins.ts";
export { constantAxis, linearAxis, polynomialAxis } from "./features/polynomial-axis.ts";
export { type FrozenLayer, type FrozenNetwork, randomFeatures } from "./features/random-features.ts";
export { tensorProduct } from "./features/tensor-product.ts";
export { filteredRegression } from "./filtered-regression.ts";
export { type GaussianFeatures, type GaussianFeaturesOptions, gaussianFeatures } from "./gaussian-features.ts";
export { gaussianCoefficients, gaussianWeightEnsemble, scoreLoadings } from "./gaussian-weight-ensemble.ts";
export { givenEnsemble, type WeightLayout, type WeightsFileOptions, weightsFromFile } from "./given-ensemble.ts";
export { indicatorCells, indicatorEnsemble } from "./indicator-ensemble.ts";
export { type CoefficientMoments, type IndicatorCell, indicatorMoments } from "./indicator-moments.ts";
export { activationKernels, type WideNetwork } from "./kernels/activation-kernels.ts";
export { type Activation, type DualActivation, dualError, hermiteDual } from "./kernels/dual-activation.ts";
export { type NetworkInput, type NetworkInputOptions, networkInput } from "./kernels/network-input.ts";
export {
  activationNetwork,
  kernelsOnStates,
  type NetworkKernels,
  reluNetwork,
  standardNetwork,
} from "./kernels/network-kernels.ts";
export { type ReluKernels, reluKernels } from "./kernels/relu-kernels.ts";
export { type StandardNetwork, standardKernels } from "./kernels/standard-kernels.ts";
export { featureKernel, type StateKernel, scaledKernel } from "./kernels/state-kernel.ts";
export { drawInitial, type GaussianInitial, gaussianInitial } from "./lazy/gaussian-initial.ts";
export { joinedFeatures, kernelFeatures } from "./lazy/kernel-features.ts";
export {
  type CurvatureBasis,
  curvatureBasis,
  filteredCoefficients,
  filteredLoss,
  type ResidualSpectrum,
  residualSpectrum,
} from "./lazy/kernel-training.ts";
export { type LandmarkOptions, type Landmarks, landmarks } from "./lazy/landmarks.ts";
export { lazyEnsemble, trainLazyMembers } from "./lazy/lazy-ensemble.ts";
export { lazyFieldEnsemble, lazyFieldFactor } from "./lazy/lazy-field-ensemble.ts";
export { type LazyScoreModel, linearReading } from "./lazy/lazy-model.ts";
export { type LazyMoments, lazyMoments } from "./lazy/lazy-moments.ts";
export { type LazyPopulation, lazyPopulation, mercerModes, type WeightedRegression } from "./lazy/lazy-population.ts";
export { scheduledDescent } from "./lazy/scheduled-descent.ts";
export {
  gradientDescent,
  gradientFlow,
  interpolation,
  ridgeFilter,
  type SpectralFilter,
} from "./lazy/spectral-filter.ts";
export { type LazyFit, type LazyVariant, lazyScoreField, trainLazyModel, trainLazyOnDraws } from "./lazy/train-lazy.ts";
export { type LinearBins, type LinearBinsOptions, linearBins } from "./linear-bins.ts";
export { linearEnsemble } from "./linear-ensemble.ts";
export { linearScore, linearScoreField, linearScoreFields, linearScoreLattice } from "./linear-score-field.ts";
export { type LogNormalScaleLaw, logNormalScaleLaw } from "./log-normal-scale-law.ts";
export { momentMatchedEnsemble, momentMatchedFactor } from "./moment-matched-ensemble.ts";
export { type MultiplierBase, type MultiplierOptions, multiplierBase } from "./multiplier-base.ts";
export { type MultiplierEnsemble, multiplierEnsemble } from "./multiplier-ensemble.ts";
export { coefficientLimit, type PopulationMoments, populationMoments } from "./population.ts";
export { type PopulationOptions, type PopulationStates, populationStates } from "./population-states.ts";
export { cleanTarget, regressionTarget, targetGain } from "./regression-target.ts";
export { ridgeRegression } from "./ridge-regression.ts";
export { type SandwichParts, sandwichEnsemble, sandwichFactor } from "./sandwich-ensemble.ts";
export { type ScoreCumulants, scoreCumulants } from "./score-cumulants.ts";
export { scheduledNoise } from "./sgd/scheduled-noise.ts";
export {
  type SgdOptions,
  type StationaryCovariance,
  sgdEnsemble,
  smallStepCovariance,
  stationaryCovariance,
} from "./sgd/sgd-noise.ts";
export { dataSgdProblem, populationSgdProblem, type SgdProblem } from "./sgd/sgd-problem.ts";
export {
  checkLinearModel,
  lossWeights,
  type PairedCoefficients,
  trainBothTargets,
  trainLinearModel,
  trainOnDraws,
} from "./train-linear-model.ts";
export {
  centredCoefficients,
  meanCoefficients,
  memberScores,
  type TrainedCoefficients,
  trainCoefficients,
} from "./trained-coefficients.ts";
export { drawTraining, noisyStates, type TrainingDraws } from "./training-draws.ts";
