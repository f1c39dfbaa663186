import { type Points, ShapeError, type StepAtoms } from "../core/index.ts";
import { ArgumentError } from "../numerics/index.ts";
import type { NoisedMarginal } from "./noised-marginal.ts";
import { type PointMasses, pointWeightsInto, WEIGHT_BLOCK } from "./point-weights.ts";

/** Point masses at one time, with their means μ_i [M, D] and √κ α/σ². */
interface PointPosterior extends PointMasses {
  readonly count: number;
  readonly mean: Float64Array;
  readonly scale: number;
}

function pointPosterior({ data, schedule, dim }: NoisedMarginal, kappa: number, x: Points, t: number): PointPosterior {
  checkDimension(x, dim);
  const components = data.components.filter(({ weight }) => weight > 0);
  const count = components.length;
  const alpha = schedule.alpha(t);
  const variance = schedule.variance(t);
  if (!(variance > 0)) throw new ArgumentError("naiveEnsemble", "t", t, "a time with noise, sigma(t) > 0");
  const mean = Float64Array.from({ length: count * dim }, (_, k) => components[Math.floor(k / dim)]!.mean[k % dim]!);
  return {
    count,
    dim,
    mean,
    scale: (Math.sqrt(kappa) * alpha) / variance,
    variance,
    logWeight_M: Float64Array.from(components, ({ weight }) => Math.log(weight)),
    center_MD: mean.map((value) => alpha * value),
  };
}

/** κ C by pairs, κ (α/σ²)² Σ_{i<j} ω_i ω_j (μ_i − μ_j)(μ_i − μ_j)ᵀ: a sum of positive terms; shape [N, D, D]. */
export function pointMassIntensity(marginal: NoisedMarginal, kappa: number, x: Points, t: number): Float64Array {
  const posterior = pointPosterior(marginal, kappa, x, t);
  const { count, dim } = posterior;
  const size = dim * dim;
  const spread = pairSpreads(posterior);
  const out = new Float64Array(x.count * size);
  const room = new Float64Array(Math.min(WEIGHT_BLOCK, x.count) * count);
  for (let from = 0; from < x.count; from += WEIGHT_BLOCK) {
    const to = Math.min(x.count, from + WEIGHT_BLOCK);
    const weight = room.subarray(0, (to - from) * count);
    pointWeightsInto(weight, posterior, x.values, from, to);
    for (let n = from, row = 0; n < to; n++, row += count) {
      for (let i = 1, at = 0; i < count; i++) {
        for (let j = 0; j < i; j++, at += size) {
          const pair = weight[row + i]! * weight[row + j]!;
          if (pair === 0) continue;
          for (let k = 0; k < size; k++) out[n * size + k]! += pair * spread[at + k]!;
        }
      }
    }
  }
  return out;
}

/** s² (μ_i − μ_j)(μ_i − μ_j)ᵀ for all j < i, one after the other. */
function pairSpreads({ mean, count, dim, scale }: PointPosterior): Float64Array {
  const out = new Float64Array(((count * (count - 1)) / 2) * dim * dim);
  for (let i = 1, at = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      for (let d = 0; d < dim; d++) {
        const scaled = scale * (mean[i * dim + d]! - mean[j * dim + d]!);
        for (let e = 0; e < dim; e++, at++) out[at] = scaled * (scale * (mean[i * dim + e]! - mean[j * dim + e]!));
      }
    }
  }
  return out;
}

/** Responsibilities ω_i and √κ (h_i − s) = √κ α (μ_i − m)/σ². */
export function pointMassAtoms(marginal: NoisedMarginal, kappa: number, x: Points, t: number): StepAtoms {
  const posterior = pointPosterior(marginal, kappa, x, t);
  const { count, dim, mean, scale } = posterior;
  const weight = new Float64Array(x.count * count);
  pointWeightsInto(weight, posterior, x.values, 0, x.count);
  const residual = new Float64Array(x.count * count * dim);
  for (let n = 0; n < x.count; n++) {
    for (let i = 0; i < count; i++) {
      for (let d = 0; d < dim; d++) {
        // Differences weighted by the other responsibilities: exactly zero where one weight is all.
        let difference = 0;
        for (let j = 0; j < count; j++)
          difference += weight[n * count + j]! * (mean[i * dim + d]! - mean[j * dim + d]!);
        residual[(n * count + i) * dim + d] = scale * difference;
      }
    }
  }
  return { count, weight, residual };
}

/** States need the data's dimension. */
export function checkDimension(x: Points, dim: number): void {
  if (x.dim !== dim)
    throw new ShapeError("naiveEnsemble", { x: [x.count, x.dim], data: [dim] }, "states need the data's dimension");
}
