import {
  ArgumentError,
  type FlowOptions,
  type ForwardProcess,
  flowRight,
  integrateFlow,
  type Propagator,
  type ScoreEnsemble,
  ShapeError,
} from "../core/index.ts";
import { largestMagnitude, normalQuantile } from "../numerics/index.ts";
import { averageCdf, type CdfBlock } from "./cdf-average.ts";
import { meanPaths } from "./mean-paths.ts";
import { fieldStream } from "./path-average.ts";

export interface EdgeworthAverageOptions extends FlowOptions {
  /** Realisations of the Gaussian field. */
  readonly models: number;
  /** Paths through each realisation. */
  readonly pathsPerModel: number;
  /** Start labels, quantiles of the prior, on which cumulants are known; 200 by default. */
  readonly labels?: number;
  /** End states at which the CDF is wanted; strictly increasing; shape [G]. */
  readonly x: Float64Array;
}

/** Models to a block; blocks are the unit of the bootstrap. */
const blockModels = 25;

/**
 * Average law in one dimension with the third and fourth cumulants of the learned score put back. Along the mean path from
 * label y the learned score moves the label by δy = ∫ J⁻¹ D (ŝ − s̄) dυ, a linear functional with known cumulants; a path
 * of the Gaussian field whose standardised δy is s counts with the Edgeworth weight
 * ω = 1 + λ₃ He₃(s)/6 + λ₄ He₄(s)/24 + λ₃² He₆(s)/72, set to zero where it is negative and normalised for each label.
 *
 * Good where the weights stay near one; `negativeShare` says what part of the paths was cut, `weightSpread` is the standard
 * deviation of ω. Far from Gaussian the series has no meaning and both are large.
 *
 * @accuracy Monte Carlo over models; cumulants of one functional per path; next order of the Edgeworth series
 * @throws ArgumentError for an ensemble without `functionalCumulants`
 * @throws ShapeError when the data are not one-dimensional
 * @source HALL1992, section 2.4 (Edgeworth series); GTV, Proposition 3.1 for the field that is reweighted
 */
export function edgeworthAverage(options: EdgeworthAverageOptions): Propagator {
  const { models, pathsPerModel, x } = options;
  if (!(Number.isInteger(models) && models >= 2))
    throw new ArgumentError("edgeworthAverage", "models", models, "an integer of at least 2");
  if (!(Number.isInteger(pathsPerModel) && pathsPerModel >= 1))
    throw new ArgumentError("edgeworthAverage", "pathsPerModel", pathsPerModel, "a positive integer");
  return {
    name: `Edgeworth average (${models} models, ${pathsPerModel} paths each, ${options.method})`,
    propagate(rng, process, ensemble) {
      if (process.data.dim !== 1)
        throw new ShapeError("edgeworthAverage", { data: [process.data.dim] }, "needs one dimension");
      const cumulantsOf = ensemble.functionalCumulants;
      if (cumulantsOf === undefined)
        throw new ArgumentError("edgeworthAverage", "ensemble", ensemble.name, "one with functionalCumulants");
      const bundle = labelPaths(process, ensemble, options);
      const { skewness, excessKurtosis, variance } = cumulantsOf(bundle.functionals);
      const count = bundle.labels.length;
      const shift = rng.split("start-shift").uniform();
      const ends = new Float64Array(models * pathsPerModel);
      const weights = new Float64Array(models * pathsPerModel);
      const chosen = new Int32Array(models * pathsPerModel);
      let negative = 0;
      for (let m = 0; m < models; m++) {
        const field = ensemble.draw(fieldStream(rng, m));
        // Labels spread over the quantiles, moved on from model to model.
        const own = Int32Array.from(
          { length: pathsPerModel },
          (_, p) => Math.floor((((p + shift) / pathsPerModel + m * 0.6180339887498949) % 1) * count) % count,
        );
        const start = Float64Array.from(own, (j) => bundle.labels[j]!);
        const end = integrateFlow(flowRight(process.schedule, field), start, process.grid.times, options);
        const moved = new Float64Array(pathsPerModel);
        bundle.times.forEach((t, k) => {
          const states = Float64Array.from(own, (j) => bundle.path[k]![j]!);
          const score = field.score({ count: pathsPerModel, dim: 1, values: states }, t);
          for (let p = 0; p < pathsPerModel; p++)
            moved[p]! += bundle.gain[k]![own[p]!]! * (score[p]! - bundle.mean[k]![own[p]!]!);
        });
        for (let p = 0; p < pathsPerModel; p++) {
          const j = own[p]!;
          const spread = Math.sqrt(variance[j]!);
          const raw = spread > 0 ? edgeworthWeight(moved[p]! / spread, skewness[j]!, excessKurtosis[j]!) : 1;
          if (raw < 0) negative++;
          const at = m * pathsPerModel + p;
          ends[at] = end[p]!;
          weights[at] = Math.max(0, raw);
          chosen[at] = j;
        }
      }
      const totals = new Float64Array(count);
      const counts = new Float64Array(count);
      chosen.forEach((j, at) => {
        totals[j]! += weights[at]!;
        counts[j]! += 1;
      });
      let spread = 0;
      for (let at = 0; at < weights.length; at++) {
        const j = chosen[at]!;
        weights[at]! *= totals[j]! > 0 ? counts[j]! / totals[j]! : 0;
        spread += (weights[at]! - 1) ** 2 / weights.length;
      }
      return {
        distribution: averageCdf(x, weightedBlocks(x, ends, weights, models, pathsPerModel)),
        route: "probability-flow, Edgeworth-weighted",
        diagnostics: {
          models,
          pathsPerModel,
          steps: process.grid.times.length - 1,
          negativeShare: negative / weights.length,
          weightSpread: Math.sqrt(spread),
          largestSkewness: largestMagnitude(skewness),
          largestExcessKurtosis: largestMagnitude(excessKurtosis),
        },
      };
    },
  };
}

/** ω(s) = 1 + λ₃ He₃/6 + λ₄ He₄/24 + λ₃² He₆/72. */
export function edgeworthWeight(s: number, skewness: number, excessKurtosis: number): number {
  const square = s * s;
  const third = s * (square - 3);
  const fourth = square * (square - 6) + 3;
  const sixth = square * (square * (square - 15) + 45) - 15;
  return 1 + (skewness * third) / 6 + (excessKurtosis * fourth) / 24 + (skewness * skewness * sixth) / 72;
}

/** The paths of the mean score from labels at the quantiles of the prior. */
function labelPaths(process: ForwardProcess, ensemble: ScoreEnsemble, options: EdgeworthAverageOptions) {
  const { schedule, grid } = process;
  const count = options.labels ?? 200;
  const sigma = schedule.sigma(schedule.terminalTime);
  const labels = Float64Array.from({ length: count }, (_, j) => sigma * normalQuantile((j + 0.5) / count));
  const right = flowRight(schedule, ensemble.meanField);
  const path: Float64Array[] = [labels];
  for (let k = 1; k < grid.times.length; k++)
    path.push(integrateFlow(right, path[k - 1]!, grid.times.subarray(k - 1, k + 1), options));
  return { labels, ...meanPaths(process, ensemble.meanField, path) };
}

/** CDF sums of weighted end states, block by block. */
function weightedBlocks(
  x: Float64Array,
  ends: Float64Array,
  weights: Float64Array,
  models: number,
  pathsPerModel: number,
): CdfBlock[] {
  const blocks: CdfBlock[] = [];
  for (let from = 0; from < models; from += blockModels) {
    const to = Math.min(models, from + blockModels);
    const sum = new Float64Array(x.length);
    const squares = new Float64Array(x.length);
    for (let m = from; m < to; m++) {
      for (let i = 0; i < x.length; i++) {
        let below = 0;
        for (let p = 0; p < pathsPerModel; p++) {
          const at = m * pathsPerModel + p;
          if (ends[at]! <= x[i]!) below += weights[at]! / pathsPerModel;
        }
        sum[i]! += below;
        squares[i]! += below * below;
      }
    }
    blocks.push({ models: to - from, sum, squares });
  }
  return blocks;
}
