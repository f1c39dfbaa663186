import {
  type DensityCurve,
  type Estimate,
  type FigurePanel,
  type FigureResult,
  meanEstimate,
  type ParallelMap,
} from "../../core/index.ts";
import { type Matrix, matrix } from "../../numerics/index.ts";
import { noisedMarginal } from "../../theory/index.ts";
import { errorBudgets } from "../error-budget.ts";
import { blurredLaw, dataLaw } from "../exact-laws.ts";
import { joinArrays } from "../join.ts";
import { type Law, type LawIdentity, sampledLaw } from "../law.ts";
import { memberRanges } from "../member-ranges.ts";
import type { RunContext } from "../run-context.ts";
import { type LazyCase, lazyCell, lazyRegions, lazySetting } from "./lazy-setting.ts";
import { endStates, type LazyFieldInput, type LazyInput, type LazyMembers, type LazyTheory } from "./lazy-tasks.ts";
import { provenanceOf } from "./provenance.ts";

/** Bins of the densities on the line. */
const bins = 72;

/** The laws of one case at one training time. */
export interface LazyLaws {
  readonly time: number;
  readonly laws: ReadonlyMap<string, Law>;
}

/** Laws shown as densities and as masses, in the order of the legend. */
const shown = ["exact-score", "infinite-data", "trained-noisy", "trained-noise-free", "sandwich"] as const;

/**
 * Lazy networks of several depths and training times: densities on the line, and gap mass against the training time on the
 * line and in the plane, exactly trained at finite P (J1 and J0) beside the leading-order field.
 *
 * @source GTV, Proposition 5.2; setting ours, no numbers are published
 */
export async function lazyNetworksFigure(seed: number, models: number, context: RunContext): Promise<FigureResult> {
  const { parallel, onProgress } = context;
  const { cases, trainingTimes } = lazySetting;
  const ranges = memberRanges(models).length;
  const total = cases.length * (1 + ranges * (1 + 3 * trainingTimes.length));
  let done = 0;
  const panels: FigurePanel[] = [];
  const notes: string[] = [];
  let massColumn = 0;
  const data = dataLaws(cases[0]!);
  for (const [k, network] of cases.entries()) {
    const [theory] = await parallel.map<LazyTheory>([{ task: "figure/lazy-theory", input: { network } }]);
    onProgress?.(++done, total, `${network.title}: modes of the tangent kernel`);
    const found = await lazyLaws(seed, models, network, theory!, parallel, () =>
      onProgress?.(++done, total, network.title),
    );
    notes.push(
      `${network.title}: ${theory!.times.map(({ learnedModes }) => learnedModes.toFixed(0)).join(", ")} modes learned`,
    );
    const regions = lazyRegions(network);
    if (network.data === "three-points") {
      found.forEach((cell, column) => {
        panels.push(densityPanel(network, cell, data, { row: 2 - k, column }));
      });
      panels.push(massPanel(network, found, 1, massColumn++));
    } else {
      panels.push(massPanel(network, found, 1, massColumn++));
      panels.push(massPanel(network, found, regions.length - 1, massColumn++));
    }
  }
  return {
    format: "scorepath-figure-1",
    id: "gtv-lazy",
    title: "What infinitely wide networks learn, by depth and training time",
    caption: `ReLU networks in the lazy limit that see (x, log-noise clock), P = ${lazySetting.sampleCount}, ε = ${lazySetting.cutoffTime}, ${models} models. Upper rows: densities on the line after training times τ = ${trainingTimes.join(", ")}. Lowest row: mass against log₁₀ τ, with the laws of the legend. "sandwich" is the leading-order field with misfit term, "infinite data" the same network at P = ∞ trained equally long. Of the tangent kernel's modes, ${notes.join("; ")}.`,
    panels,
    references: [],
    provenance: provenanceOf(context, seed),
  };
}

/** Trains, predicts and samples one case at all training times. */
export async function lazyLaws(
  seed: number,
  models: number,
  network: LazyCase,
  theory: LazyTheory,
  parallel: ParallelMap,
  onTask: () => void,
): Promise<LazyLaws[]> {
  const ranges = memberRanges(models);
  const { trainingTimes } = lazySetting;
  const members = await parallel.map<LazyMembers>(
    ranges.map((range): { task: string; input: LazyInput } => ({
      task: "figure/lazy-members",
      input: { seed, network, ...range },
    })),
    onTask,
  );
  const kinds = ["sandwich", "sandwich-misfit", "infinite-data"] as const;
  const factorOf = (own: LazyTheory["times"][number], kind: (typeof kinds)[number]): Matrix => {
    if (kind === "sandwich") return own.factor;
    return kind === "sandwich-misfit" ? own.inputFactor : matrix(own.factor.rows, 0);
  };
  const fields = await parallel.map<Float64Array>(
    trainingTimes.flatMap((time, k) =>
      kinds.flatMap((name) =>
        ranges.map((range): { task: string; input: LazyFieldInput } => {
          const { mean } = theory.times[k]!;
          const shared = { seed, network, ...range, name, time, centers: theory.centers, mean };
          return { task: "figure/lazy-fields", input: { ...shared, factor: factorOf(theory.times[k]!, name) } };
        }),
      ),
    ),
    onTask,
  );
  const { process } = lazyCell(network, 1);
  const regions = lazyRegions(network);
  const display = network.data === "three-points" ? binCenters() : null;
  const { dim } = process.data;
  // All laws of a member share its starts, so that all differences are paired.
  const lawOf = (name: LawIdentity["name"], label: string, side: LawIdentity["side"], values: Float64Array): Law =>
    sampledLaw(
      { name, label, side, route: "probability-flow", pairing: 7 },
      { kind: "samples", points: { count: values.length / dim, dim, values }, models },
      regions,
      display,
    );
  const { scoreField } = noisedMarginal(process.data, process.schedule);
  const exactEnds = Array.from({ length: models }, (_, m) => endStates({ seed }, process, scoreField, m));
  const exact = lawOf("exact-score", "exact score, same integrator", "exact", joinArrays(exactEnds));
  return trainingTimes.map((time, k) => {
    const field = (kind: number): Float64Array =>
      joinArrays(ranges.map((_, r) => fields[(k * kinds.length + kind) * ranges.length + r]!));
    const trained = (target: keyof LazyMembers): Float64Array => joinArrays(members.map((part) => part[target][k]!));
    const all: Law[] = [
      exact,
      lawOf("infinite-data", "infinite data (P = ∞), V = 0", "predicted", field(2)),
      lawOf("sandwich-misfit", "Gaussian field, input noise only", "predicted", field(1)),
      lawOf("sandwich", "Gaussian field, leading order in 1/P", "predicted", field(0)),
      lawOf("trained-noisy", "trained on the noisy target (J1)", "measured", trained("noisy")),
      lawOf("trained-noise-free", "trained on the noise-free target (J0)", "measured", trained("noiseFree")),
    ];
    return { time, laws: new Map<string, Law>(all.map((law) => [law.name, law])) };
  });
}

function binCenters(): Float64Array {
  const { halfWidth } = lazySetting;
  return Float64Array.from({ length: bins }, (_, j) => -halfWidth + ((j + 0.5) * 2 * halfWidth) / bins);
}

/** The laws that all training times of a case share: the clean data, and the data blurred at the cutoff time. */
export interface DataLaws {
  readonly clean: Law;
  readonly blurred: Law;
}

/** The laws of the data of a case on the line; the costly part of its budgets. */
export function dataLaws(network: LazyCase): DataLaws {
  const { process } = lazyCell(network, 1);
  const regions = lazyRegions(network);
  return { clean: dataLaw(process.data, regions), blurred: blurredLaw(process, regions, binCenters()) };
}

function budgetsOf({ clean, blurred }: DataLaws, { laws }: LazyLaws): FigurePanel["budgets"] {
  return errorBudgets(clean, (name) => (name === "data-blurred" ? blurred : laws.get(name)!));
}

/** Densities of one case after one training time, with its budgets. */
export function densityPanel(
  network: LazyCase,
  cell: LazyLaws,
  data: DataLaws,
  place: { readonly row: number; readonly column: number },
): FigurePanel {
  const { blurred } = data;
  return {
    title: `depth ${network.depth}, τ = ${cell.time}`,
    ...place,
    map: null,
    curves: [
      { label: blurred.label, name: blurred.name, density: blurred.density! },
      ...shown.map((name) => {
        const law = cell.laws.get(name)!;
        return { label: law.label, name, density: law.density! };
      }),
    ],
    budgets: budgetsOf(data, cell),
    regions: lazyRegions(network),
  };
}

/** Mass of a region against the logarithm of the training time. */
export function massPanel(network: LazyCase, found: readonly LazyLaws[], region: number, column: number): FigurePanel {
  const regions = lazyRegions(network);
  const curve = (name: string): DensityCurve => {
    const estimates = found.map(({ laws }): Estimate => meanEstimate(laws.get(name)!.masses[region]!));
    return {
      x: found.map(({ time }) => Math.log10(time)),
      density: estimates.map(({ value }) => value),
      standardError: estimates.map(({ standardError }) => standardError),
    };
  };
  return {
    title: `${network.title}: mass of “${regions[region]!.name}” against log₁₀ τ`,
    row: 0,
    column,
    axes: { x: "log₁₀ τ", y: "mass" },
    map: null,
    curves: shown.map((name) => ({ label: found[0]!.laws.get(name)!.label, name, density: curve(name) })),
    budgets: [],
    regions: [],
  };
}
