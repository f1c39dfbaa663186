export { ArgumentError, ShapeError } from "../numerics/index.ts";
export { closestName } from "./closest-name.ts";
export { arraysFromFile } from "./data/arrays-file.ts";
export { averagePooled, imageSide } from "./data/average-pooling.ts";
export { type CsvOptions, type CsvTable, parseCsv } from "./data/csv.ts";
export { decompress } from "./data/decompress.ts";
export { type DigitsScaling, digitsFromBytes } from "./data/digits.ts";
export { type DataFileOptions, pointsFromFile } from "./data/file.ts";
export { type GaussianComponent, type GaussianMixtureOptions, gaussianMixture } from "./data/gaussian-mixture.ts";
export { type IdxArray, parseIdx, pointsFromIdx } from "./data/idx.ts";
export { namedData, namedDataNames } from "./data/named.ts";
export { type NpyArray, parseNpy } from "./data/npy.ts";
export { pointMasses } from "./data/point-masses.ts";
export { type StandardizedPoints, scaleToUnit, standardize } from "./data/standardize.ts";
export type { DataDistribution, MixtureComponent } from "./data-distribution.ts";
export { SpecError } from "./errors.ts";
export { difference, type Estimate, meanEstimate, zScore } from "./estimate.ts";
export type * from "./experiment-result.ts";
export { curveNames } from "./experiment-result.ts";
export type { FeatureMap } from "./feature-map.ts";
export { type FiniteRankEnsemble, isFiniteRank, requireFiniteRank } from "./finite-rank-ensemble.ts";
export {
  divergenceByDifferences,
  type FlowDensityOptions,
  flowLogDensity,
  type ScoreDivergence,
} from "./flow-density.ts";
export { compileFormula, type Formula, formulaLengthLimit, formulaNodeLimit } from "./formula.ts";
export type { ForwardProcess } from "./forward-process.ts";
export type {
  Density,
  GaussianLaw,
  GaussianMixtureLaw,
  LearnedDistribution,
  PlaneDensity,
  PointDensity,
  Propagation,
  SampleSet,
} from "./learned-distribution.ts";
export type { LinearScoreModel } from "./linear-score-model.ts";
export type { NoiseSchedule } from "./noise-schedule.ts";
export type { ParallelMap, Task } from "./parallel-map.ts";
export { firstPoints, type NoisyStates, type Points, points, rowsOf, statesAt } from "./points.ts";
export {
  checkDimensions,
  type FlowOptions,
  flowRight,
  integrateFlow,
  inverseProbabilityFlow,
  probabilityFlow,
} from "./probability-flow.ts";
export type { Propagator } from "./propagator.ts";
export { type Region, regionContains } from "./region.ts";
export { checkTimes, type TimeWindow } from "./schedules/checked-schedule.ts";
export { type ExpressionScheduleOptions, expressionSchedule } from "./schedules/expression.ts";
export { ornsteinUhlenbeck } from "./schedules/ornstein-uhlenbeck.ts";
export { type VarianceExplodingOptions, varianceExploding } from "./schedules/variance-exploding.ts";
export { type VariancePreservingOptions, variancePreserving } from "./schedules/variance-preserving.ts";
export type { FunctionalCumulants, ScoreEnsemble, ScoreField, ScoreFunctional } from "./score-ensemble.ts";
export { isShared, sharedMatrix, sharedNumbers } from "./shared-numbers.ts";
export { blockLength, drawTogether, sideBySide } from "./side-by-side.ts";
export { geometricGrid, karrasGrid, type TimeGrid, uniformGrid } from "./time-grid.ts";
export type { TrainingMeasurement, TrainingSummary } from "./training-summary.ts";
export type {
  ItoNoise,
  StepAtoms,
  StratonovichNoise,
  WhiteNoiseEnsemble,
  WhiteNoisePropagator,
} from "./white-noise-ensemble.ts";
