import {
  type FiniteRankEnsemble,
  type ForwardProcess,
  type Points,
  type Propagator,
  probabilityFlow,
  requireFiniteRank,
} from "../core/index.ts";
import { ArgumentError, algebra, type FixedStepMethod, type Matrix, matrix, type Rng } from "../numerics/index.ts";
import { noiseDrivenFlow } from "./minimum-action/noise-driven-flow.ts";
import { stratifiedStarts } from "./stratified-starts.ts";

export interface WeakNoiseSampleOptions {
  readonly method: FixedStepMethod;
  /** Start labels, each with an expansion of its own. */
  readonly labels: number;
  /** Moved labels drawn from each expansion. */
  readonly pathsPerLabel: number;
  readonly order: "first" | "second";
}

/** The Gaussian law of a label in any dimension, ŷ ≈ y + shift + spread · n with n standard normal. */
export interface LabelExpansion {
  /** X(y, ε); shape [D]. */
  readonly end: Float64Array;
  /** J⁻¹ ∂x/∂g = Ψᵀ, so that Q = spread spreadᵀ; shape [D, rank]. */
  readonly spread: Matrix;
  /** b₂ = ½ J⁻¹ (tr ∂²x/∂g∂g − tr Q ∂²X/∂y∂y); shape [D]. */
  readonly shift: Float64Array;
}

/**
 * First and second order of the label's motion from one start, by the expansion of the discrete flow in start and noise.
 *
 * @param y - start; shape [D]
 * @accuracy exact for the discrete map but for difference quotients in x
 * @throws NotPositiveDefiniteError where the flow is singular, so that an end state has no label
 */
export function labelExpansion(
  process: ForwardProcess,
  ensemble: FiniteRankEnsemble,
  y: Float64Array,
  method: FixedStepMethod,
): LabelExpansion {
  const { schedule, data } = process;
  const { dim } = data;
  const { rank } = ensemble;
  const sigma = schedule.sigma(schedule.terminalTime);
  const flow = noiseDrivenFlow(process, ensemble, "prior", method);
  const u = new Float64Array(dim + rank);
  y.forEach((value, d) => {
    u[d] = value / sigma;
  });
  const { end, jacobian, hessian } = flow.expand(u);
  const width = dim + rank;
  const stretching = matrix(dim, dim);
  const force = matrix(dim, rank);
  for (let i = 0; i < dim; i++) {
    for (let d = 0; d < dim; d++) stretching.values[i * dim + d] = jacobian.values[i * width + d]! / sigma;
    for (let k = 0; k < rank; k++) force.values[i * rank + k] = jacobian.values[i * width + dim + k]!;
  }
  const spread = solve(stretching, force);
  const covariance = algebra.gemm(spread, spread, { transposeB: true }).values;
  const bend = matrix(dim, 1);
  for (let i = 0; i < dim; i++) {
    const unit = new Float64Array(dim);
    unit[i] = 1;
    const { values } = hessian(unit);
    for (let k = dim; k < width; k++) bend.values[i]! += values[k * width + k]! / 2;
    for (let d = 0; d < dim; d++)
      for (let e = 0; e < dim; e++)
        bend.values[i]! -= (covariance[d * dim + e]! * values[d * width + e]!) / (2 * sigma * sigma);
  }
  return { end, spread, shift: solve(stretching, bend).values };
}

/** A⁻¹ B by the normal equations of a small square A. */
function solve(a: Matrix, b: Matrix): Matrix {
  return algebra.solvePositiveDefinite(algebra.syrk(a), algebra.gemm(a, b, { transposeA: true }));
}

/**
 * Weak noise in any dimension by samples: labels from the start law, each moved by its Gaussian law and carried down by the noise-free
 * flow. A label is uncertain where two standard deviations of its motion reach a label of another basin; a basin is what ends nearest to
 * one component of the data. `uncertainShare` counts those labels and `valid` is 0 where they are more than one in five.
 *
 * @accuracy Monte Carlo over labels; `order` in the noise
 * @throws ArgumentError when V is not of finite rank
 * @source GTV, section 6 (semiclassical approximation), in the coordinates of the noise-free flow
 */
export function weakNoiseSamples(options: WeakNoiseSampleOptions): Propagator {
  const { method, labels, pathsPerLabel, order } = options;
  const where = "weakNoiseSamples";
  if (!(Number.isInteger(labels) && labels >= 1))
    throw new ArgumentError(where, "labels", labels, "a positive integer");
  if (!(Number.isInteger(pathsPerLabel) && pathsPerLabel >= 1))
    throw new ArgumentError(where, "pathsPerLabel", pathsPerLabel, "a positive integer");
  return {
    name: `weak noise by samples, ${order} order (${labels} labels, ${pathsPerLabel} paths each, ${method})`,
    propagate(rng, process, ensemble) {
      const finite = requireFiniteRank(where, ensemble);
      const { dim } = process.data;
      const moved = new Float64Array(labels * pathsPerLabel * dim);
      const starts = new Float64Array(labels * dim);
      const ends = new Float64Array(labels * dim);
      const widths = new Float64Array(labels);
      const shift = rng.split("start-shift").uniform();
      for (let m = 0; m < labels; m++) {
        const stream = rng.split("label", m);
        const y = stratifiedStarts(stream.split("start"), process.schedule, dim, 1, shift, m).values;
        const found = labelExpansion(process, finite, y, method);
        starts.set(y, m * dim);
        ends.set(found.end, m * dim);
        widths[m] = Math.sqrt(found.spread.values.reduce((sum, value) => sum + value * value, 0));
        for (let k = 0; k < pathsPerLabel; k++)
          moved.set(movedLabel(stream.split("noise", k), y, found, order), (m * pathsPerLabel + k) * dim);
      }
      const from: Points = { count: labels * pathsPerLabel, dim, values: moved };
      const points = probabilityFlow(process, finite.meanField, from, { method });
      const uncertain = uncertainLabels(process, starts, ends, widths);
      const valid = uncertain <= 0.2 * labels;
      return {
        distribution: { kind: "samples", points, models: labels },
        route: `probability-flow, weak noise${valid ? "" : ", outside its validity at the separatrices"}`,
        diagnostics: {
          valid: valid ? 1 : 0,
          uncertainShare: uncertain / labels,
          rmsNoise: Math.sqrt(widths.reduce((sum, width) => sum + width * width, 0) / labels),
          models: labels,
          steps: process.grid.times.length - 1,
        },
      };
    },
  };
}

function movedLabel(rng: Rng, y: Float64Array, found: LabelExpansion, order: "first" | "second"): Float64Array {
  const { rows, cols, values } = found.spread;
  const normals = rng.normals(cols);
  return Float64Array.from({ length: rows }, (_, d) => {
    let label = y[d]! + (order === "second" ? found.shift[d]! : 0);
    for (let k = 0; k < cols; k++) label += values[d * cols + k]! * normals[k]!;
    return label;
  });
}

/** Number of labels within two standard deviations of a label that ends in another basin. */
function uncertainLabels(
  { data, schedule }: ForwardProcess,
  starts: Float64Array,
  ends: Float64Array,
  widths: Float64Array,
): number {
  const { dim, components } = data;
  const alpha = schedule.alpha(schedule.cutoffTime);
  const basin = Array.from(widths, (_, m) => {
    const distances = components.map(({ mean }) => squaredDistance(ends, m * dim, mean, alpha, dim));
    return distances.indexOf(Math.min(...distances));
  });
  let uncertain = 0;
  for (let m = 0; m < widths.length; m++) {
    const own = starts.subarray(m * dim, (m + 1) * dim);
    const near = basin.some(
      (other, n) => other !== basin[m] && squaredDistance(starts, n * dim, own, 1, dim) <= (2 * widths[m]!) ** 2,
    );
    if (near) uncertain++;
  }
  return uncertain;
}

/** |x − scale · center|² for the state at an offset. */
function squaredDistance(x: Float64Array, offset: number, center: Float64Array, scale: number, dim: number): number {
  let sum = 0;
  for (let d = 0; d < dim; d++) sum += (x[offset + d]! - scale * center[d]!) ** 2;
  return sum;
}
