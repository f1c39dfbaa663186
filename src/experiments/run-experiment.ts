import type { CellResult, CurveName, CurveResult, ExperimentResult, ParallelMap } from "../core/index.ts";
import { ArgumentError } from "../core/index.ts";
import { linearScoreField, meanCoefficients } from "../linear-models/index.ts";
import { seededRng } from "../numerics/index.ts";
import { noisedMarginal } from "../theory/index.ts";
import { wassersteinEstimate } from "../validate/index.ts";
import { buildDisplay, buildRegions } from "./build-regions.ts";
import { type BuiltExperiment, builtExperiment } from "./built-experiment.ts";
import { cellDistances } from "./cell-distances.ts";
import { cellLaws, cellTaskCount } from "./cell-laws.ts";
import { cellMeasures } from "./cell-measures.ts";
import { type CellEvidence, cellEvidence, judgeClaims } from "./claims.ts";
import { activeEngine, elementaryEngine } from "./engines.ts";
import { errorBudgets } from "./error-budget.ts";
import { distanceToData, type Law, massEstimates } from "./law.ts";
import type { PopulationResult } from "./population-result.ts";
import { probeStates } from "./probe-states.ts";
import type { RunContext } from "./run-context.ts";
import type { ExperimentSpec } from "./spec.ts";
import type { DisplaySpec } from "./spec-regions.ts";
import { trainedStarts } from "./tasks.ts";
import { scoreErrors, validity } from "./validity.ts";

/**
 * Predicts without training, trains without theory, then compares: one cell per sample count.
 * Results depend on the spec alone, not on threads.
 *
 * @throws SpecError when a part of the spec cannot be built
 */
export async function runExperiment(spec: ExperimentSpec, context: RunContext): Promise<ExperimentResult> {
  const { parallel, loader, onProgress } = context;
  const built = await builtExperiment(spec, loader);
  const regions = buildRegions(spec, built.process.data);
  const total = 1 + spec.sampleCounts.length * cellTaskCount(built);
  let done = 0;
  const onTask = (label: string): void => onProgress?.(++done, total, label);
  const [population] = await parallel.map<PopulationResult>([{ task: "population", input: { spec } }]);
  onTask("population moments");
  const cells: RunCell[] = [];
  for (const sampleCount of spec.sampleCounts)
    cells.push(await runCell(built, population!, sampleCount, regions, parallel, onTask));
  const verdicts = judgeClaims(
    spec,
    cells.map(({ evidence }) => evidence),
  );
  return {
    format: "scorepath-result-1",
    name: spec.name,
    question: spec.question,
    spec,
    dim: built.process.data.dim,
    regions,
    cells: cells.map(({ found }, k) => ({ ...found, verdicts: verdicts.cells[k]! })),
    ...(verdicts.overall.length === 0 ? {} : { verdicts: verdicts.overall }),
    provenance: {
      ...context.provenance,
      seed: spec.seed,
      algebra: activeEngine(),
      elementary: elementaryEngine(),
      threads: parallel.threads,
      wallSeconds: 0,
    },
  };
}

/** Laws whose distances every report shows. */
const pairs: readonly (readonly [CurveName, CurveName])[] = [
  ["quenched", "trained-noisy"],
  ["moment-matched", "trained-noisy"],
  ["sandwich", "trained-noisy"],
  ["mean-flow", "trained-noisy"],
  ["trained-noise-free", "trained-noisy"],
  ["exact-score", "trained-noisy"],
  ["data-blurred", "trained-noisy"],
];

/** A cell before its claims are judged beside those of the others. */
interface RunCell {
  readonly found: Omit<CellResult, "verdicts">;
  readonly evidence: CellEvidence;
}

async function runCell(
  built: BuiltExperiment,
  population: PopulationResult,
  sampleCount: number,
  regions: ReturnType<typeof buildRegions>,
  parallel: ParallelMap,
  onTask: (label: string) => void,
): Promise<RunCell> {
  const { spec, process, modelAt } = built;
  const model = modelAt(sampleCount);
  const display = process.data.dim === 1 ? lattice(buildDisplay(spec, process.data)) : null;
  const { data, laws, predicted, trained } = await cellLaws(
    built,
    population,
    sampleCount,
    regions,
    display,
    parallel,
    onTask,
  );
  const rng = seededRng(spec.seed).split(`errors/P=${sampleCount}`);
  const named = (name: CurveName): Law => {
    const law = laws.find((candidate) => candidate.name === name);
    if (law === undefined) throw new ArgumentError("runExperiment", "curve", name, "a law of the cell");
    return law;
  };
  const budgets = errorBudgets(data, named);
  const probes = probeStates(process);
  const found = validity(model, process, population, predicted, trained, probes);
  const { compare, distance } = cellDistances(rng, named, display);
  const scoreFields = {
    "exact-score": () => noisedMarginal(process.data, process.schedule).scoreField,
    "infinite-data": () => linearScoreField(model, process.schedule, population.solution),
    "mean-flow": () => linearScoreField(model, process.schedule, meanCoefficients(predicted, process.data.dim)),
  };
  const measures = cellMeasures(rng.split("measures"), {
    process,
    model,
    probes,
    law: named,
    data,
    predicted,
    trained,
    starts: trainedStarts(spec, sampleCount),
    flow: spec.sampling,
    field: (name) => scoreFields[name](),
  });
  const errors = scoreErrors(model, process, population, predicted, trained, probes);
  const evidence = cellEvidence(spec, sampleCount, {
    law: named,
    regions,
    budgets,
    validity: found,
    distance,
    distanceToData: (name) => wassersteinEstimate(distanceToData(named(name), data)),
    measures,
    ...errors,
  });
  return {
    found: {
      sampleCount,
      featureCount: model.features.featureCount,
      curves: laws.map((law) => curveResult(law, data)),
      comparisons: pairs.flatMap(([from, to]) => compare(from, to)),
      ...errors,
      budgets,
      validity: found,
    },
    evidence,
  };
}

/** The states of a display; shape [points]. */
function lattice({ low, high, points }: DisplaySpec): Float64Array {
  return Float64Array.from({ length: points }, (_, k) => low + ((high - low) * k) / (points - 1));
}

function curveResult(law: Law, data: Law): CurveResult {
  return {
    name: law.name as CurveName,
    label: law.label,
    side: law.side,
    route: law.route,
    models: law.models,
    pathsPerModel: law.pathsPerModel,
    density: law.density,
    masses: massEstimates(law),
    mean: law.mean,
    variance: law.variance,
    wasserstein1ToData: wassersteinEstimate(distanceToData(law, data)),
    diagnostics: {},
  };
}
