export { cavityEnsemble } from "./corrections/cavity-ensemble.ts";
export { type CavityMoments, type CavityOptions, cavityMoments } from "./corrections/cavity-moments.ts";
export {
  type InfluenceCumulants,
  influenceCumulants,
  predictedScoreCumulants,
} from "./corrections/influence-cumulants.ts";
export { type SecondOrderMoments, secondOrderMoments, tensorFeatureLimit } from "./corrections/second-order-moments.ts";
export { denseFeatureMap } from "./features/dense-feature-map.ts";
export type { AxisTable, FeatureAxis } from "./features/feature-axis.ts";
export { formulaFeatures } from "./features/formula-features.ts";
export { fourierAxis } from "./features/fourier-axis.ts";
export { gaussianBumps } from "./features/gaussian-bumps.ts";
export { indicatorBins } from "./features/indicator-bins.ts";
export { constantAxis, linearAxis, polynomialAxis } from "./features/polynomial-axis.ts";
export { tensorProduct } from "./features/tensor-product.ts";
export { type GaussianFeatures, type GaussianFeaturesOptions, gaussianFeatures } from "./gaussian-features.ts";
export { gaussianCoefficients, gaussianWeightEnsemble, scoreLoadings } from "./gaussian-weight-ensemble.ts";
export { givenEnsemble, type WeightLayout, type WeightsFileOptions, weightsFromFile } from "./given-ensemble.ts";
export { indicatorCells, indicatorEnsemble } from "./indicator-ensemble.ts";
export { type CoefficientMoments, type IndicatorCell, indicatorMoments } from "./indicator-moments.ts";
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
export { type ReluKernels, reluKernels } from "./relu-kernels.ts";
export { ridgeRegression } from "./ridge-regression.ts";
export { type SandwichParts, sandwichEnsemble, sandwichFactor } from "./sandwich-ensemble.ts";
export { type ScoreCumulants, scoreCumulants } from "./score-cumulants.ts";
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
