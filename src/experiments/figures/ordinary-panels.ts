import {
  type DensityCurve,
  type Estimate,
  type FigurePanel,
  meanEstimate,
  type NoisyStates,
} from "../../core/index.ts";
import type { Matrix } from "../../numerics/index.ts";
import type { Law } from "../law.ts";
import type { MeanAgreement, MemberAgreement } from "../validation/score-agreement.ts";
import type { OrdinaryFound, OrdinarySnapshotFound } from "./ordinary-laws.ts";

/** Noise level at which the variance over networks is shown. */
const shownTime = 0.1;
/** Region of the gap in `gapRegions`. */
export const gap = 1;

/** Laws of one snapshot, in the order of the legend. */
export interface SnapshotLaws {
  readonly trained: Law;
  readonly trainedMean: Law;
  readonly lazy: Law | null;
  readonly lazyMean: Law | null;
  readonly field: Law | null;
  readonly infiniteData: Law | null;
}

/** Names of curves that are laws of lazy networks or of none of a cell's. */
export const curveName = { lazy: "lazy networks, same draws", meanOfLazy: "mean of lazy networks" } as const;

/** Scores of a snapshot against the theory and against two baselines. */
export interface Compared {
  readonly lazy: MeanAgreement | null;
  readonly infiniteData: MeanAgreement | null;
  readonly exact: MeanAgreement;
  readonly variance: Estimate | null;
  readonly fieldVariance: Estimate | null;
  readonly member: MemberAgreement | null;
}

/** States, their weights, and the steps of the snapshots. */
export interface CurvePlaces {
  readonly share: Float64Array;
  readonly states: NoisyStates;
  readonly times: readonly number[];
}

/** Curves against the number of steps, and the diagonal of the V-kernel after the last step that the theory reaches. */
export function curvePanels(
  found: OrdinaryFound,
  compared: readonly Compared[],
  laws: readonly SnapshotLaws[],
  exactScore: Law,
  { share, states, times }: CurvePlaces,
): FigurePanel[] {
  const overSteps = (estimates: readonly (Estimate | null)[]): DensityCurve => curveOf(times, estimates);
  const massOf = (law: Law | null): Estimate | null => law && meanEstimate(law.masses[gap]!);
  const curve = (name: string, label: string, estimates: readonly (Estimate | null)[]) => ({
    name,
    label,
    density: overSteps(estimates),
  });
  const steps = (y: string, logarithmic: readonly ("x" | "y")[] = ["x"]) => ({ x: "step", y, logarithmic });
  const common = { map: null, budgets: [], regions: [] };
  const last = found.snapshots.findLastIndex(({ lazy }) => lazy !== null);
  const panels: FigurePanel[] = [
    {
      ...common,
      title: "gap mass",
      row: 1,
      column: 0,
      axes: steps("mass"),
      curves: [
        curve(
          "exact-score",
          "exact score, same integrator",
          times.map(() => massOf(exactScore)),
        ),
        curve(
          "infinite-data",
          "lazy, infinite data",
          laws.map(({ infiniteData }) => massOf(infiniteData)),
        ),
        curve(
          "sandwich",
          "lazy Gaussian field, leading order in 1/P",
          laws.map(({ field }) => massOf(field)),
        ),
        curve(
          curveName.meanOfLazy,
          "mean score of the lazy networks",
          laws.map(({ lazyMean }) => massOf(lazyMean)),
        ),
        curve(
          curveName.lazy,
          "lazy networks on the same draws",
          laws.map(({ lazy }) => massOf(lazy)),
        ),
        curve(
          "mean-flow",
          "mean score of the networks",
          laws.map(({ trainedMean }) => massOf(trainedMean)),
        ),
        curve(
          "trained-noisy",
          "ordinary networks",
          laws.map(({ trained }) => massOf(trained)),
        ),
      ],
    },
    {
      ...common,
      title: "r² of mean scores with that of the networks",
      row: 1,
      column: 1,
      axes: steps("r²"),
      curves: [
        curve(
          "exact-score",
          "exact score",
          compared.map(({ exact }) => exact.determination),
        ),
        curve(
          "infinite-data",
          "lazy, infinite data",
          compared.map((own) => own.infiniteData?.determination ?? null),
        ),
        curve(
          curveName.lazy,
          "lazy networks on the same draws",
          compared.map((own) => own.lazy?.determination ?? null),
        ),
      ],
    },
    {
      ...common,
      title: "relative error of mean scores",
      row: 1,
      column: 2,
      axes: steps("relative error", ["x", "y"]),
      curves: [
        curve(
          "exact-score",
          "exact score",
          compared.map(({ exact }) => resolvedError(exact)),
        ),
        curve(
          "infinite-data",
          "lazy, infinite data",
          compared.map((own) => resolvedError(own.infiniteData)),
        ),
        curve(
          curveName.lazy,
          "lazy networks on the same draws",
          compared.map((own) => resolvedError(own.lazy)),
        ),
      ],
    },
    {
      ...common,
      title: "variance of trained over that of lazy networks",
      row: 1,
      column: 3,
      axes: steps("ratio", ["x", "y"]),
      curves: [
        curve(
          "sandwich",
          "leading order in 1/P",
          compared.map(({ fieldVariance }) => fieldVariance),
        ),
        curve(
          curveName.lazy,
          "lazy networks on the same draws",
          compared.map(({ variance }) => variance),
        ),
      ],
    },
    {
      ...common,
      title: "single networks: do they err where the theory says?",
      row: 1,
      column: 4,
      axes: steps("correlation of deviations"),
      curves: [
        curve(
          curveName.lazy,
          "lazy networks on the same draws",
          compared.map((own) => own.member?.correlation ?? null),
        ),
      ],
    },
  ];
  if (last >= 0) panels.push(kernelPanel(found.snapshots[last]!, states, share));
  return panels;
}

/** An error that has a logarithm: null where the spread of the networks explains all of it. */
function resolvedError(agreement: Compared["lazy"]): Estimate | null {
  return agreement !== null && agreement.relativeError.value > 0 ? agreement.relativeError : null;
}

/** σ² Var ŝ over states at one noise level: the diagonal of the V-kernel. */
function kernelPanel(
  { step, trained, lazy, field }: OrdinarySnapshotFound,
  states: CurvePlaces["states"],
  share: Float64Array,
): FigurePanel {
  const shown = Array.from(states.t.keys()).filter((n) => states.t[n] === shownTime);
  const x = shown.map((n) => states.x.values[n]!);
  const ofMembers = ({ rows, cols, values }: Matrix): DensityCurve =>
    curveOf(
      x,
      shown.map((n) => {
        const own = Float64Array.from({ length: rows }, (_, m) => values[m * cols + n]!);
        const variance = share[n]! * rows * meanEstimate(own).standardError ** 2;
        // Of normal scores; their own kurtosis is not estimated from so few members.
        return { value: variance, standardError: variance * Math.sqrt(2 / (rows - 1)) };
      }),
    );
  const curves = [
    { name: curveName.lazy, label: "lazy networks on the same draws", density: ofMembers(lazy!.scores) },
    { name: "trained-noisy", label: "ordinary networks", density: ofMembers(trained.scores) },
  ];
  if (field !== null) {
    const variances = shown.map((n) => ({ value: share[n]! * field.variances[n]!, standardError: 0 }));
    curves.unshift({ name: "sandwich", label: "leading order in 1/P", density: curveOf(x, variances) });
  }
  return {
    title: `step ${step}: variance of σ ŝ at t = ${shownTime}`,
    row: 0,
    column: 1,
    axes: { x: "x", y: "σ² Var ŝ" },
    map: null,
    curves,
    budgets: [],
    regions: [],
  };
}

/** Points of a curve where there is anything to show. */
function curveOf(x: readonly number[], estimates: readonly (Estimate | null)[]): DensityCurve {
  const kept = estimates.flatMap((estimate, k) => (estimate === null ? [] : [{ x: x[k]!, ...estimate }]));
  return {
    x: kept.map((point) => point.x),
    density: kept.map(({ value }) => value),
    standardError: kept.map(({ standardError }) => standardError),
  };
}
