import type { DensityCurve, Estimate, FigurePanel, NoiseSchedule, ParallelMap } from "../../core/index.ts";
import { meanEstimate, sharedMatrix } from "../../core/index.ts";
import { meanCoefficients, momentMatchedFactor } from "../../linear-models/index.ts";
import { type Matrix, matrix, seededRng } from "../../numerics/index.ts";
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
import { type GapMembers, type GapSampler, gapGrid, gapModelSamples, gapSamples } from "./gap-filling-tasks.ts";

/** Paths of a deterministic flow, and of one that only serves the error of another. */
const flowPaths = 20_000;
const errorPaths = 1000;

/** A law of a panel with the samples that it is made of. */
export interface PanelLaw {
  readonly law: Law;
  readonly samples: Float64Array;
  readonly models: number;
}

/** One panel's laws under one sampler. */
export interface PanelLaws {
  readonly sampler: GapSampler;
  readonly laws: ReadonlyMap<string, PanelLaw>;
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

/** What the panels of one cutoff time share: laws that do not depend on P. */
export interface RowLaws {
  readonly population: PopulationResult;
  readonly data: Law;
  readonly blurred: Law;
  /** The exact-score and infinite-data laws of each sampler. */
  readonly flows: ReadonlyMap<GapSampler, readonly PanelLaw[]>;
}

/** The laws of one cutoff time. */
export function rowLaws(cutoffTime: number, samplers: readonly GapSampler[], population: PopulationResult): RowLaws {
  const { process, model } = gapFillingCell(cutoffTime, 1, gapGrid("lookup"));
  const { data, schedule } = process;
  const starts = flowStarts(schedule, 1, flowPaths);
  const exact = noisedMarginal(data, schedule).scoreField;
  const solution = matrix(1, population.solution.values.length, population.solution.values);
  const flows = samplers.map((sampler) => {
    const identity = identitiesOf(sampler);
    return [
      sampler,
      [
        panelLaw(
          identity("exact-score", "exact score, same integrator", "exact", 1),
          gapSamples(sampler, schedule, data, exact, starts),
          1,
        ),
        panelLaw(
          identity("infinite-data", "infinite data (P = ∞), V = 0", "predicted", 2),
          gapModelSamples(sampler, process, model, solution, starts),
          1,
        ),
      ],
    ] as const;
  });
  return {
    population,
    data: dataLaw(data, gapRegions),
    blurred: blurredLaw(process, gapRegions, displayNodes()),
    flows: new Map(flows),
  };
}

/**
 * Trains, predicts and samples one panel, once per sampler on the same models.
 *
 * @param row - what the cutoff time's panels share; models are trained before it is there
 */
export async function panelLaws(
  plan: PanelPlan,
  row: Promise<RowLaws>,
  parallel: ParallelMap,
  onTask: () => void,
): Promise<PanelLaws[]> {
  const { seed, cutoffTime, sampleCount, models, paths, samplers } = plan;
  const base = { seed, cutoffTime, sampleCount, samplers, paths };
  const { process, model } = gapFillingCell(cutoffTime, sampleCount, gapGrid("lookup"));
  const run = <Result>(task: string, extra: object): Promise<Result[]> =>
    parallel.map<Result>(
      memberRanges(models).map((range) => ({ task, input: { ...base, ...range, ...extra } })),
      onTask,
    );
  const fields = async (name: string, mean: Matrix, factor: Matrix): Promise<Float64Array[]> => {
    const parts = await run<Float64Array[]>("figure/gap-fields", { name, mean, factor });
    return samplers.map((_, k) => joinArrays(parts.map((part) => part[k]!)));
  };
  const [members, inputNoise, sandwich] = await Promise.all([
    run<GapMembers>("figure/gap-members", {}),
    row.then(({ population: { solution, inputFactor } }) =>
      fields("sandwich-misfit", solution, factorAt(inputFactor, sampleCount)),
    ),
    row.then(({ population: { solution, factor } }) => fields("sandwich", solution, factorAt(factor, sampleCount))),
  ]);
  const { flows } = await row;
  const coefficients = stackRows(members.map((part) => part.noisy.coefficients));
  const center = meanCoefficients(coefficients, 1);
  const matched = await fields("moment-matched", center, sharedMatrix(momentMatchedFactor(coefficients)));
  const withoutBlock = deletedMeans(coefficients, 1);
  const deleted = matrix(withoutBlock.length, coefficients.cols, joinArrays(withoutBlock.map(({ values }) => values)));
  const flow = (sampler: GapSampler, rows: Matrix, count: number): Float64Array =>
    gapModelSamples(sampler, process, model, rows, flowStarts(process.schedule, rows.rows, count));

  return samplers.map((sampler, k) => {
    const identity = identitiesOf(sampler);
    const mean = identity("mean-flow", "mean learned score, V = 0", "predicted", 3);
    const meanFlow = panelLaw(mean, flow(sampler, matrix(1, coefficients.cols, center.values), flowPaths), 1);
    const ends = flow(sampler, deleted, errorPaths);
    const deletedLaws = withoutBlock.map(
      (_, b) => panelLaw(mean, ends.subarray(b * errorPaths, (b + 1) * errorPaths), 1).law,
    );
    const laws = [
      ...flows.get(sampler)!,
      { ...meanFlow, law: withMemberError(meanFlow.law, deletedLaws) },
      panelLaw(identity("sandwich-misfit", "Gaussian field, input noise only", "predicted", 4), inputNoise[k]!, models),
      panelLaw(identity("sandwich", "Gaussian field, leading order in 1/P", "predicted", 5), sandwich[k]!, models),
      panelLaw(identity("moment-matched", "Gaussian field, moment-matched", "predicted", 6), matched[k]!, models),
      panelLaw(
        identity("trained-noisy", "trained on the noisy target (J1)", "measured", 7),
        joinArrays(members.map((part) => part.noisy.samples[k]!)),
        models,
      ),
      panelLaw(
        identity("trained-noise-free", "trained on the noise-free target (J0)", "measured", 7),
        joinArrays(members.map((part) => part.noiseFree.samples[k]!)),
        models,
      ),
    ];
    return { sampler, laws: new Map(laws.map((each) => [each.law.name, each])) };
  });
}

/** The same stratified starts for each of several models. */
function flowStarts(schedule: NoiseSchedule, models: number, paths: number): Float64Array {
  const { values } = stratifiedStarts(seededRng("flow"), schedule, 1, paths, 0.5, 0);
  return joinArrays(Array.from({ length: models }, () => values));
}

function identitiesOf(sampler: GapSampler) {
  const route = sampler === "lookup" ? "probability-flow, published lookup" : "probability-flow";
  return (name: LawIdentity["name"], label: string, side: LawIdentity["side"], pairing: number): LawIdentity => ({
    name,
    label,
    side,
    route,
    pairing,
  });
}

function panelLaw(identity: LawIdentity, samples: Float64Array, models: number): PanelLaw {
  const points = { count: samples.length, dim: 1, values: samples };
  return { law: sampledLaw(identity, { kind: "samples", points, models }, gapRegions, null), samples, models };
}

/** States at which a panel shows densities. */
function displayNodes(): Float64Array {
  const { halfWidth, gridPoints } = gapFilling;
  return Float64Array.from({ length: gridPoints }, (_, j) => -halfWidth + (2 * halfWidth * j) / (gridPoints - 1));
}

/** The panel as a figure shows it: curves with bands over models, and the two budgets. */
export function figurePanel(
  plan: PanelPlan,
  { data, blurred }: RowLaws,
  { sampler, laws }: PanelLaws,
  place: { readonly row: number; readonly column: number },
): FigurePanel {
  const { cutoffTime, sampleCount } = plan;
  const { model } = gapFillingCell(cutoffTime, sampleCount, gapGrid(sampler));
  const nodes = displayNodes();
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
    budgets: errorBudgets(data, (name) => (name === "data-blurred" ? blurred : law(name))),
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
