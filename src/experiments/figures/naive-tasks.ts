import {
  type Density,
  type DensityCurve,
  type Estimate,
  type ForwardProcess,
  geometricGrid,
  meanEstimate,
  namedData,
  type Propagation,
  type Task,
  varianceExploding,
  variancePreserving,
} from "../../core/index.ts";
import { seededRng } from "../../numerics/index.ts";
import { fokkerPlanck, stratifiedStarts, transferMatrix } from "../../path-integral/index.ts";
import { exactLaw, naiveEnsemble, noisedMarginal } from "../../theory/index.ts";
import { histogramDensity, interleavedSample } from "../../validate/index.ts";

/** Steps of the simulation, as in the reference computation, and of the equation, which needs fewer. */
const simulationSteps = 600;
const equationSteps = 300;
/** Cells of the transfer matrix: weights to 5e-4, a fraction of the error of the simulation. */
const transferCells = 400;
/** Bins of the display and its ends. */
const display = { low: -1.75, high: 1.75, bins: 350 } as const;

/** One panel of the figure. */
export interface NaiveCellInput {
  readonly schedule: "variance-preserving" | "variance-exploding";
  readonly kappa: number;
  readonly seed: number;
  readonly paths: number;
}

/** What one law says in a panel. */
export interface NaiveLaw {
  readonly center: Estimate;
  readonly right: Estimate;
  readonly tail: Estimate;
  readonly density: DensityCurve;
}

/** Numbers and curves of one panel. */
export interface NaiveCell {
  readonly exact: NaiveLaw;
  readonly equation: NaiveLaw & {
    /** Standard deviations of the modes over σ(ε). */
    readonly centerWidth: number;
    readonly rightWidth: number;
    readonly midpoint: number;
    readonly cells: number;
  };
  readonly transfer: Pick<NaiveLaw, "center" | "right" | "tail">;
  readonly simulation: NaiveLaw;
}

function processOf(schedule: NaiveCellInput["schedule"], steps: number): ForwardProcess {
  const noise =
    schedule === "variance-preserving"
      ? variancePreserving({ betaMin: 0.1, betaMax: 20, drift: "beta", cutoffTime: 0.01, terminalTime: 1 })
      : varianceExploding({ sigma: "t", cutoffTime: 0.05, terminalTime: 20 });
  return { data: namedData("three-points"), schedule: noise, grid: geometricGrid(noise, steps) };
}

/** The Fokker–Planck equation, the transfer matrix and the simulation of one panel. */
export function runNaiveTask({ input }: Task): NaiveCell {
  const { schedule, kappa, seed, paths } = input as NaiveCellInput;
  const process = processOf(schedule, equationSteps);
  const simulated = processOf(schedule, simulationSteps);
  const ensemble = naiveEnsemble(noisedMarginal(process.data, process.schedule), kappa);
  const rng = seededRng(seed).split(`naive/${schedule}/kappa=${kappa}`);
  const law = exactLaw(process.data, process.schedule, process.schedule.cutoffTime);
  const equation = densityOf(fokkerPlanck().propagate(rng, process, ensemble));
  const transfer = densityOf(
    transferMatrix({ kernel: "step-atoms", cells: transferCells }).propagate(rng, simulated, ensemble),
  );
  const starts = stratifiedStarts(rng.split("start"), simulated.schedule, 1, paths, 0.5, 0);
  const { values } = interleavedSample(rng.split("draw"), simulated, kappa, starts);
  const alpha = process.schedule.alpha(process.schedule.cutoffTime);
  return {
    exact: lawOf((low, high) => law.mass(low, high)),
    equation: { ...lawOf(massIn(equation)), ...modesOf(equation, process, alpha), cells: equation.x.length - 1 },
    transfer: lawOf(massIn(transfer)),
    simulation: {
      center: shareOf(values, (x) => Math.abs(x) < 0.5),
      right: shareOf(values, (x) => x >= 0.5),
      tail: shareOf(values, (x) => Math.abs(x) > 1.25),
      density: histogramDensity(
        { kind: "samples", points: { count: values.length, dim: 1, values }, models: values.length },
        binCenters(),
      ),
    },
  };
}

function densityOf({ distribution }: Propagation): Density {
  if (distribution.kind !== "density") throw new Error(`a density in one dimension, not ${distribution.kind}`);
  return distribution;
}

/** Paths are independent draws of the scheme, each one a model. */
function shareOf(values: Float64Array, holds: (x: number) => boolean): Estimate {
  return meanEstimate(values.map((x) => (holds(x) ? 1 : 0)));
}

function binCenters(): Float64Array {
  const { low, high, bins } = display;
  return Float64Array.from({ length: bins }, (_, k) => low + ((high - low) * (k + 0.5)) / bins);
}

/** Numbers of a law that is given by its masses; densities are averages over the bins of the simulation. */
function lawOf(mass: (low: number, high: number) => number): NaiveLaw {
  const exact = (value: number): Estimate => ({ value, standardError: 0 });
  const half = (display.high - display.low) / display.bins / 2;
  const x = Array.from(binCenters());
  return {
    center: exact(mass(-0.5, 0.5)),
    right: exact(mass(0.5, Infinity)),
    tail: exact(mass(-Infinity, -1.25) + mass(1.25, Infinity)),
    density: { x, density: x.map((c) => mass(c - half, c + half) / (2 * half)), standardError: x.map(() => 0) },
  };
}

/** Mass of an interval, linear within the cells at its ends. */
function massIn({ x, cdf }: Density): (low: number, high: number) => number {
  const at = (state: number): number => {
    if (state <= x[0]!) return 0;
    const above = x.findIndex((value) => value > state);
    if (above < 0) return cdf.at(-1)!;
    const share = (state - x[above - 1]!) / (x[above]! - x[above - 1]!);
    return cdf[above - 1]! + share * (cdf[above]! - cdf[above - 1]!);
  };
  return (low, high) => at(high) - at(low);
}

/** Widths of the middle and the right mode over σ(ε), and the density of the cell midway between them. */
function modesOf(
  { x, cdf, cellMass }: Density,
  { schedule }: ForwardProcess,
  alpha: number,
): { centerWidth: number; rightWidth: number; midpoint: number } {
  const sigma = schedule.sigma(schedule.cutoffTime);
  const width = (low: number, high: number): number => {
    let [mass, first, second] = [0, 0, 0];
    for (let i = 0; i + 1 < x.length; i++) {
      const middle = (x[i]! + x[i + 1]!) / 2;
      if (middle < low || middle > high) continue;
      const own = cdf[i + 1]! - cdf[i]!;
      mass += own;
      first += own * middle;
      // Grouping into cells adds h²/12 to a variance.
      second += own * (middle * middle - (x[i + 1]! - x[i]!) ** 2 / 12);
    }
    return Math.sqrt(second / mass - (first / mass) ** 2) / sigma;
  };
  const above = x.findIndex((value) => value > alpha / 2);
  const midpoint =
    (cellMass ?? cdf.subarray(1).map((value, i) => value - cdf[i]!))[above - 1]! / (x[above]! - x[above - 1]!);
  return { centerWidth: width(-0.5, 0.5), rightWidth: width(0.5, 3), midpoint };
}
