import type { DensityCurve, Estimate, FigurePanel, ParallelMap, ScoreField } from "../../core/index.ts";
import { meanEstimate } from "../../core/index.ts";
import { linearScoreField, meanCoefficients, momentMatchedFactor } from "../../linear-models/index.ts";
import { type Matrix, seededRng } from "../../numerics/index.ts";
import { stratifiedStarts } from "../../path-integral/index.ts";
import { noisedMarginal } from "../../theory/index.ts";
import { errorBudgets } from "../error-budget.ts";
import { blurredLaw, dataLaw } from "../exact-laws.ts";
import { joinArrays, stackRows } from "../join.ts";
import { type Law, type LawIdentity, sampledLaw } from "../law.ts";
import { deletedMeans, withMemberError } from "../member-error.ts";
import { memberRanges } from "../member-ranges.ts";
import { factorAt, type PopulationResult } from "../population-result.ts";
import { gapFilling, gapFillingCell, gapRegions } from "./gap-filling-setting.ts";
import {
  type GapFieldInput,
  type GapInput,
  type GapMembers,
  type GapSampler,
  gapGrid,
  gapSamples,
} from "./gap-filling-tasks.ts";

/** Paths of a deterministic flow, and of one that only serves the error of another. */
const flowPaths = 20_000;
const errorPaths = 1000;

/** One panel's laws under one sampler. */
export interface PanelLaws {
  readonly sampler: GapSampler;
  readonly laws: ReadonlyMap<string, { readonly law: Law; readonly samples: Float64Array; readonly models: number }>;
}

/** What a panel is made of. */
export interface PanelPlan {
  readonly seed: number;
  readonly cutoffTime: number;
  readonly sampleCount: number;
  readonly models: number;
  readonly paths: number;
  readonly samplers: readonly GapSampler[];
}

/** Trains, predicts and samples one panel, once per sampler on the same models. */
export async function panelLaws(
  plan: PanelPlan,
  population: PopulationResult,
  parallel: ParallelMap,
  onTask: () => void,
): Promise<PanelLaws[]> {
  const { seed, cutoffTime, sampleCount, models, paths, samplers } = plan;
  const base = { seed, cutoffTime, sampleCount, samplers, paths };
  const { process, model } = gapFillingCell(cutoffTime, sampleCount, gapGrid("lookup"));
  const ranges = memberRanges(models);
  const members = await parallel.map<GapMembers>(
    ranges.map((range): { task: string; input: GapInput } => ({
      task: "figure/gap-members",
      input: { ...base, ...range },
    })),
    onTask,
  );
  const coefficients = stackRows(members.map((part) => part.noisy.coefficients));
  const center = meanCoefficients(coefficients, 1);
  const fields = async (name: string, mean: Matrix, factor: Matrix): Promise<Float64Array[]> => {
    const parts = await parallel.map<Float64Array[]>(
      ranges.map((range): { task: string; input: GapFieldInput } => ({
        task: "figure/gap-fields",
        input: { ...base, ...range, name, mean, factor },
      })),
      onTask,
    );
    return samplers.map((_, k) => joinArrays(parts.map((part) => part[k]!)));
  };
  const inputNoise = await fields(
    "sandwich-misfit",
    population.solution,
    factorAt(population.inputFactor, sampleCount),
  );
  const sandwich = await fields("sandwich", population.solution, factorAt(population.factor, sampleCount));
  const matched = await fields("moment-matched", center, momentMatchedFactor(coefficients));
  const startsOf = (count: number): Float64Array =>
    stratifiedStarts(seededRng(seed), process.schedule, 1, count, 0.5, 0).values;
  const starts = startsOf(flowPaths);
  const errorStarts = startsOf(errorPaths);
  const withoutBlock = deletedMeans(coefficients, 1).map((own) => linearScoreField(model, process.schedule, own));

  return samplers.map((sampler, k) => {
    const laws = new Map<string, { law: Law; samples: Float64Array; models: number }>();
    const lawOf = (identity: LawIdentity, samples: Float64Array, count: number): Law =>
      sampledLaw(
        identity,
        { kind: "samples", points: { count: samples.length, dim: 1, values: samples }, models: count },
        gapRegions,
        null,
      );
    const add = (identity: LawIdentity, samples: Float64Array, count: number): void => {
      laws.set(identity.name, { law: lawOf(identity, samples, count), samples, models: count });
    };
    const flow = (field: ScoreField, from: Float64Array = starts): Float64Array =>
      gapSamples(sampler, process.schedule, process.data, field, from);
    const route = sampler === "lookup" ? "probability-flow, published lookup" : "probability-flow";
    const identity = (
      name: LawIdentity["name"],
      label: string,
      side: LawIdentity["side"],
      pairing: number,
    ): LawIdentity => ({ name, label, side, route, pairing });
    add(
      identity("exact-score", "exact score, same integrator", "exact", 1),
      flow(noisedMarginal(process.data, process.schedule).scoreField),
      1,
    );
    add(
      identity("infinite-data", "infinite data (P = ∞), V = 0", "predicted", 2),
      flow(linearScoreField(model, process.schedule, population.solution)),
      1,
    );
    const mean = identity("mean-flow", "mean learned score, V = 0", "predicted", 3);
    const meanSamples = flow(linearScoreField(model, process.schedule, center));
    laws.set(mean.name, {
      law: withMemberError(
        lawOf(mean, meanSamples, 1),
        withoutBlock.map((field) => lawOf(mean, flow(field, errorStarts), 1)),
      ),
      samples: meanSamples,
      models: 1,
    });
    add(identity("sandwich-misfit", "Gaussian field, input noise only", "predicted", 4), inputNoise[k]!, models);
    add(identity("sandwich", "Gaussian field, leading order in 1/P", "predicted", 5), sandwich[k]!, models);
    add(identity("moment-matched", "Gaussian field, moment-matched", "predicted", 6), matched[k]!, models);
    add(
      identity("trained-noisy", "trained on the noisy target (J1)", "measured", 7),
      joinArrays(members.map((part) => part.noisy.samples[k]!)),
      models,
    );
    add(
      identity("trained-noise-free", "trained on the noise-free target (J0)", "measured", 7),
      joinArrays(members.map((part) => part.noiseFree.samples[k]!)),
      models,
    );
    return { sampler, laws };
  });
}

/** The panel as a figure shows it: curves with bands over models, and the two budgets. */
export function figurePanel(
  plan: PanelPlan,
  { sampler, laws }: PanelLaws,
  place: { readonly row: number; readonly column: number },
): FigurePanel {
  const { cutoffTime, sampleCount } = plan;
  const { process, model } = gapFillingCell(cutoffTime, sampleCount, gapGrid(sampler));
  const { halfWidth, gridPoints } = gapFilling;
  const nodes = Float64Array.from(
    { length: gridPoints },
    (_, j) => -halfWidth + (2 * halfWidth * j) / (gridPoints - 1),
  );
  const blurred = blurredLaw(process, gapRegions, nodes);
  const law = (name: string): Law => laws.get(name)!.law;
  const shown = ["exact-score", "mean-flow", "trained-noisy", "trained-noise-free", "sandwich", "moment-matched"];
  return {
    title: `ε = ${cutoffTime}, F/P = ${model.features.featureCount / sampleCount}`,
    ...place,
    map: null,
    curves: [
      { label: blurred.label, name: blurred.name, density: blurred.density! },
      ...shown.map((name) => {
        const { samples, models } = laws.get(name)!;
        return { label: law(name).label, name, ...bandedHistogram(samples, models, nodes, sampler === "lookup") };
      }),
    ],
    budgets: errorBudgets(dataLaw(process.data, gapRegions), (name) => (name === "data-blurred" ? blurred : law(name))),
    regions: gapRegions,
  };
}

/**
 * Mean density over models in bins centred on `nodes`, its standard error, and the quartiles over models.
 *
 * @param normaliseInRange - as published: each model's histogram is normalised over the samples inside the bins only
 */
function bandedHistogram(
  samples: Float64Array,
  models: number,
  nodes: Float64Array,
  normaliseInRange: boolean,
): { density: DensityCurve; low: number[]; high: number[] } {
  const bins = nodes.length;
  const width = (nodes[bins - 1]! - nodes[0]!) / (bins - 1);
  const paths = samples.length / models;
  const perBin = Array.from({ length: bins }, () => new Float64Array(models));
  for (let m = 0; m < models; m++) {
    let inside = 0;
    for (let n = m * paths; n < (m + 1) * paths; n++) {
      const bin = Math.floor((samples[n]! - nodes[0]!) / width + 0.5);
      if (bin < 0 || bin >= bins) continue;
      perBin[bin]![m]! += 1;
      inside++;
    }
    const scale = 1 / (width * Math.max(1, normaliseInRange ? inside : paths));
    for (let k = 0; k < bins; k++) perBin[k]![m]! *= scale;
  }
  const estimates: Estimate[] = perBin.map((values) => meanEstimate(values));
  const quartile = (values: Float64Array, share: number): number =>
    values.toSorted()[Math.min(models - 1, Math.floor(share * models))]!;
  return {
    density: {
      x: Array.from(nodes),
      density: estimates.map((e) => e.value),
      standardError: estimates.map((e) => e.standardError),
    },
    low: perBin.map((values) => quartile(values, 0.25)),
    high: perBin.map((values) => quartile(values, 0.75)),
  };
}
