export * from "./backends.ts";
export { buildModel, buildProcess } from "./build.ts";
export { buildData } from "./build-data.ts";
export { buildEnsemble } from "./build-ensemble.ts";
export { buildAxis, buildFeatures, buildSamplingBox } from "./build-features.ts";
export { buildDisplay, buildRegions } from "./build-regions.ts";
export { buildGrid, buildSchedule } from "./build-schedule.ts";
export { type BuiltTraining, buildTraining } from "./build-training.ts";
export { buildWeight } from "./build-weight.ts";
export type { BuiltEnsemble } from "./built-ensemble.ts";
export { catalogueNames, catalogueSpec, defaultExperiment } from "./catalogue/index.ts";
export {
  type ClosureDiagnostics,
  type ClosureLaws,
  type ClosureLawsOptions,
  closureBins,
  closureLaws,
} from "./closure/closure-laws.ts";
export {
  type ClosureDistances,
  type ClosureLawName,
  type ClosurePrediction,
  closureConstants,
  closureLimit,
  judgeClosure,
  predictClosureErrors,
} from "./closure/closure-rule.ts";
export { type TotalVariationEstimate, totalVariationEstimate } from "./closure/total-variation-estimate.ts";
export type { DataLoader } from "./data-loader.ts";
export * from "./engines.ts";
export { evaluateRequest, parseRequest, requestJsonSchema } from "./evaluate.ts";
export type { EvalRequest } from "./evaluate-request.ts";
export { type EvalResponse, type Nested, responseJson } from "./evaluate-response.ts";
export { type FigureOptions, figureIds, runFigure } from "./figures/index.ts";
export { inThread, placed, runInto } from "./in-thread.ts";
export { inTurn } from "./in-turn.ts";
export { parallelGemm, parallelSyrk } from "./parallel-algebra.ts";
export { resultDefect, resultJsonSchema } from "./result-schema.ts";
export type { RunContext } from "./run-context.ts";
export { runExperiment } from "./run-experiment.ts";
export { runTraining, type TrainingContext, type TrainingResult, trainingSummary } from "./run-training.ts";
export { type ExperimentSpec, parseSpec, specJsonSchema } from "./spec.ts";
export type { AlongClaimSpec, CellClaimSpec, ClaimSpec, MetricName, QuantitySpec } from "./spec-claims.ts";
export type { DataSpec } from "./spec-data.ts";
export type { LinearEnsembleSpec, ScoreEnsembleSpec } from "./spec-ensemble.ts";
export type { AxisSpec, FeaturesSpec } from "./spec-features.ts";
export type { ModelSpec } from "./spec-model.ts";
export type { DisplaySpec } from "./spec-regions.ts";
export type { EnsembleSpec, GridSpec, SamplingSpec } from "./spec-sampling.ts";
export type { ScheduleSpec } from "./spec-schedule.ts";
export {
  type DrawsSpec,
  parseTrainingSpec,
  type TrainedModelSpec,
  type TrainingInputSpec,
  type TrainingSpecFile,
  trainingJsonSchema,
} from "./spec-training.ts";
export { runTask } from "./tasks.ts";
export { type MeasuredMembers, trainingMeasurements } from "./training-measurements.ts";
export * from "./validation/index.ts";
