import {
  ArgumentError,
  drawTogether,
  type ForwardProcess,
  flowRight,
  integrateFlow,
  inverseProbabilityFlow,
  type Propagation,
  type Propagator,
  type ScoreEnsemble,
  ShapeError,
} from "../core/index.ts";
import { normalCdf, type Rng } from "../numerics/index.ts";
import type { CdfAverageOptions } from "./cdf-average.ts";
import { edgeworthWeight } from "./edgeworth-average.ts";
import { type MeanPaths, meanPaths } from "./mean-paths.ts";
import { fieldStream, type GroupField } from "./path-average.ts";

/** Models to a block; blocks are the unit of the bootstrap; even, so that models in pairs are in one block. */
const blockModels = 20;
/** States followed together. */
const groupedStates = 512;

/**
 * The average CDF of a Gaussian field, as `cdfAverage` has it, with the third and fourth cumulants of the learned score put
 * back: F̄(x) = E[ω(s) Φ(x_T(x)/σ_T)]/E[ω(s)], where s is the standardised motion δy = ∫ J⁻¹ D (ŝ − s̄) dυ of the label whose mean path
 * ends at x, and ω the Edgeworth weight of `edgeworthAverage`, set to zero where it is negative. No path is counted into
 * bins, so that noise is far below that of `edgeworthAverage`.
 *
 * `weightSpread` is the standard deviation of ω over fields and end states, `negativeShare` the share that was cut: where either is large,
 * the series says nothing. CDFs that fall from one state to the next are put in increasing order; blocks are left as they are.
 *
 * @accuracy Monte Carlo over models; cumulants of one functional per end state; next order of the Edgeworth series
 * @throws ArgumentError for an ensemble without `functionalCumulants`, or the adaptive method
 * @throws ShapeError when the data are not one-dimensional
 * @source HALL1992, section 2.4 (Edgeworth series); GTV, Proposition 3.1 for the field that is reweighted
 */
export function edgeworthCdfAverage(options: CdfAverageOptions): Propagator {
  const { models, method } = options;
  if (!(Number.isInteger(models) && models >= 2))
    throw new ArgumentError("edgeworthCdfAverage", "models", models, "an integer of at least 2");
  if (method === "dormand-prince")
    throw new ArgumentError("edgeworthCdfAverage", "method", method, "a fixed-step method");
  return {
    name: `Edgeworth CDF average (${models} models, ${method})`,
    propagate: (rng, process, ensemble) =>
      edgeworthCdfs(rng, process, ensemble, (streams) => drawTogether(ensemble, streams), options),
  };
}

/**
 * As `edgeworthCdfAverage`, with the fields made by `groupOf`; mean and cumulants are those of `ensemble`.
 *
 * @accuracy as `edgeworthCdfAverage`
 */
export function edgeworthCdfs(
  rng: Rng,
  process: ForwardProcess,
  ensemble: ScoreEnsemble,
  groupOf: GroupField,
  options: CdfAverageOptions,
): Propagation {
  const { models, x } = options;
  if (process.data.dim !== 1)
    throw new ShapeError("edgeworthCdfAverage", { data: [process.data.dim] }, "needs one dimension");
  const cumulantsOf = ensemble.functionalCumulants;
  if (cumulantsOf === undefined)
    throw new ArgumentError("edgeworthCdfAverage", "ensemble", ensemble.name, "one with functionalCumulants");
  const bundle = pathsTo(process, ensemble, options);
  const { skewness, excessKurtosis, variance } = cumulantsOf(bundle.functionals);
  const states = x.length;
  const sigma = process.schedule.sigma(process.schedule.terminalTime);
  const cdfs = new Float64Array(models * states);
  const weights = new Float64Array(models * states);
  let negative = 0;
  const together = Math.max(1, Math.floor(groupedStates / states));
  for (let first = 0; first < models; first += together) {
    const count = Math.min(together, models - first);
    const field = groupOf(
      Array.from({ length: count }, (_, m) => fieldStream(rng, first + m)),
      first,
    );
    const starts = { count: count * states, dim: 1, values: repeated(x, count) };
    const labels = inverseProbabilityFlow(process, field, starts, options).values;
    const moved = new Float64Array(count * states);
    bundle.times.forEach((t, k) => {
      const at = { count: count * states, dim: 1, values: repeated(bundle.path[k]!, count) };
      const score = field.score(at, t);
      for (let i = 0; i < moved.length; i++)
        moved[i]! += bundle.gain[k]![i % states]! * (score[i]! - bundle.mean[k]![i % states]!);
    });
    for (let i = 0; i < moved.length; i++) {
      const g = i % states;
      const spread = Math.sqrt(variance[g]!);
      const raw = spread > 0 ? edgeworthWeight(moved[i]! / spread, skewness[g]!, excessKurtosis[g]!) : 1;
      if (raw < 0) negative++;
      cdfs[first * states + i] = normalCdf(labels[i]! / sigma);
      weights[first * states + i] = Math.max(0, raw);
    }
  }
  const { cdf, cdfStandardError, blocks, weightSpread, largestFall } = weighted(cdfs, weights, states);
  return {
    distribution: { kind: "density", x, cdf, cdfStandardError, models, blocks },
    route: "probability-flow, inverted, Edgeworth-weighted",
    diagnostics: {
      models,
      steps: process.grid.times.length - 1,
      negativeShare: negative / weights.length,
      weightSpread,
      largestFall,
      largestSkewness: largest(skewness),
      largestExcessKurtosis: largest(excessKurtosis),
    },
  };
}

/** The paths of the mean score that end at x, followed upwards so that a separatrix does not throw them off. */
function pathsTo(process: ForwardProcess, ensemble: ScoreEnsemble, options: CdfAverageOptions): MeanPaths {
  const { times } = process.grid;
  const right = flowRight(process.schedule, ensemble.meanField);
  const path = [options.x];
  for (let k = times.length - 1; k > 0; k--)
    path.unshift(integrateFlow(right, path[0]!, Float64Array.of(times[k]!, times[k - 1]!), options));
  return meanPaths(process, ensemble.meanField, path);
}

function repeated(values: Float64Array, times: number): Float64Array {
  const out = new Float64Array(times * values.length);
  for (let m = 0; m < times; m++) out.set(values, m * values.length);
  return out;
}

/** Weighted means over models at each state, with errors and blocks of their linearisation: F̄ + ω(F − F̄)/ω̄. */
function weighted(cdfs: Float64Array, weights: Float64Array, states: number) {
  const models = cdfs.length / states;
  const total = new Float64Array(states);
  const mean = new Float64Array(states);
  for (let i = 0; i < cdfs.length; i++) {
    total[i % states]! += weights[i]! / models;
    mean[i % states]! += (weights[i]! * cdfs[i]!) / models;
  }
  for (let g = 0; g < states; g++) mean[g]! /= total[g]!;
  const square = new Float64Array(states);
  const blocks = Array.from({ length: Math.ceil(models / blockModels) }, () => mean.slice());
  let spread = 0;
  for (let i = 0; i < cdfs.length; i++) {
    const g = i % states;
    const m = Math.floor(i / states);
    const block = Math.floor(m / blockModels);
    const size = Math.min(blockModels, models - block * blockModels);
    const share = weights[i]! / total[g]!;
    const step = share * (cdfs[i]! - mean[g]!);
    square[g]! += step * step;
    blocks[block]![g]! += step / size;
    spread += (share - 1) ** 2 / cdfs.length;
  }
  let largestFall = 0;
  for (let g = 1; g < states; g++) largestFall = Math.max(largestFall, mean[g - 1]! - mean[g]!);
  return {
    cdf: mean.toSorted(),
    cdfStandardError: square.map((value) => Math.sqrt(value / (models * (models - 1)))),
    blocks,
    weightSpread: Math.sqrt(spread),
    largestFall,
  };
}

function largest(values: Float64Array): number {
  return values.reduce((found, value) => Math.max(found, Math.abs(value)), 0);
}
