import { type Points, ShapeError, type StepAtoms } from "../core/index.ts";
import { ArgumentError } from "../numerics/index.ts";
import type { NoisedMarginal } from "./noised-marginal.ts";

/** Point masses at one time, with their responsibilities of one state at a time. */
interface PointPosterior {
  readonly count: number;
  readonly dim: number;
  /** μ_i; shape [M, D]; data. */
  readonly center: Float64Array;
  /** √κ α/σ². */
  readonly scale: number;
  /** Writes ω_i of state n. */
  weighInto(weight: Float64Array, x: Float64Array, n: number): void;
}

function pointPosterior({ data, schedule, dim }: NoisedMarginal, kappa: number, x: Points, t: number): PointPosterior {
  checkDimension(x, dim);
  const components = data.components.filter(({ weight }) => weight > 0);
  const count = components.length;
  const alpha = schedule.alpha(t);
  const variance = schedule.variance(t);
  if (!(variance > 0)) throw new ArgumentError("naiveEnsemble", "t", t, "a time with noise, sigma(t) > 0");
  const log = components.map(({ weight }) => Math.log(weight));
  const center = Float64Array.from({ length: count * dim }, (_, k) => components[Math.floor(k / dim)]!.mean[k % dim]!);
  return {
    count,
    dim,
    center,
    scale: (Math.sqrt(kappa) * alpha) / variance,
    weighInto(weight, values, n) {
      let top = -Infinity;
      for (let i = 0; i < count; i++) {
        let square = 0;
        for (let d = 0; d < dim; d++) square += (values[n * dim + d]! - alpha * center[i * dim + d]!) ** 2;
        weight[i] = log[i]! - square / (2 * variance);
        if (weight[i]! > top) top = weight[i]!;
      }
      if (!(top > -Infinity)) {
        const state = Array.from(values.subarray(n * dim, (n + 1) * dim));
        throw new ArgumentError("naiveEnsemble", `state ${n}`, state, "finite, with a square that does not overflow");
      }
      let total = 0;
      for (let i = 0; i < count; i++) total += weight[i] = Math.exp(weight[i]! - top);
      for (let i = 0; i < count; i++) weight[i]! /= total;
    },
  };
}

/** κ C by pairs, κ (α/σ²)² Σ_{i<j} ω_i ω_j (μ_i − μ_j)(μ_i − μ_j)ᵀ: a sum of positive terms; shape [N, D, D]. */
export function pointMassIntensity(marginal: NoisedMarginal, kappa: number, x: Points, t: number): Float64Array {
  const { count, dim, center, scale, weighInto } = pointPosterior(marginal, kappa, x, t);
  const weight = new Float64Array(count);
  const out = new Float64Array(x.count * dim * dim);
  for (let n = 0; n < x.count; n++) {
    weighInto(weight, x.values, n);
    for (let i = 1; i < count; i++) {
      for (let j = 0; j < i; j++) {
        const pair = scale * scale * weight[i]! * weight[j]!;
        if (pair === 0) continue;
        for (let d = 0; d < dim; d++) {
          const scaled = pair * (center[i * dim + d]! - center[j * dim + d]!);
          for (let e = 0; e < dim; e++)
            out[(n * dim + d) * dim + e]! += scaled * (center[i * dim + e]! - center[j * dim + e]!);
        }
      }
    }
  }
  return out;
}

/** Responsibilities ω_i and √κ (h_i − s) = √κ α (μ_i − m)/σ². */
export function pointMassAtoms(marginal: NoisedMarginal, kappa: number, x: Points, t: number): StepAtoms {
  const { count, dim, center, scale, weighInto } = pointPosterior(marginal, kappa, x, t);
  const weight = new Float64Array(x.count * count);
  const residual = new Float64Array(x.count * count * dim);
  const own = new Float64Array(count);
  for (let n = 0; n < x.count; n++) {
    weighInto(own, x.values, n);
    weight.set(own, n * count);
    for (let i = 0; i < count; i++) {
      for (let d = 0; d < dim; d++) {
        // Differences weighted by the other responsibilities: exactly zero where one weight is all.
        let difference = 0;
        for (let j = 0; j < count; j++) difference += own[j]! * (center[i * dim + d]! - center[j * dim + d]!);
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
