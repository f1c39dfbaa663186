import {
  ArgumentError,
  type FiniteRankEnsemble,
  type FlowOptions,
  type ForwardProcess,
  flowRight,
  integrateFlow,
  ShapeError,
  statesAt,
} from "../core/index.ts";
import type { OdeRight } from "../numerics/index.ts";
import { differenceStep, directionalDerivatives } from "./field-derivatives.ts";

/** How the noise-free flow is integrated, and with which step its derivatives are taken. */
export interface LabelNoiseOptions extends FlowOptions {
  /** Step of difference quotients in x; chosen from schedule and data by default. */
  readonly differenceStep?: number;
}

/**
 * The interaction picture in one dimension. X(y, t) is the flow of the mean score from the label y = X(y, T), J = ∂X/∂y.
 * With x(t) = X(ŷ(t), t) all randomness is a slow motion of the label, dŷ/dυ = ψ(ŷ, t)·g, ψ = D L(X, t)/J, and to second order
 * in g it has over step k the drift A and the diffusion B of the local (time-convolutionless) equation
 * ∂q/∂υ = −∂(A q) + ∂²(B q),  A = ∂ψ·Ψ,  B = ψ·Ψ,  Ψ(y, υ) = ∫ψ dυ.
 */
export interface LabelNoise {
  /** y; strictly increasing; shape [N]. */
  readonly labels: Float64Array;
  /** X(y, ε); shape [N]. */
  readonly ends: Float64Array;
  /** J(y, ε); shape [N]. */
  readonly stretching: Float64Array;
  /** ∫A over each step; shape [K, N]; data. */
  readonly drift: readonly Float64Array[];
  /** ∫B over each step; shape [K, N]; data². */
  readonly diffusion: readonly Float64Array[];
  /** Q = Ψᵀ Ψ at the end, twice the sum of `diffusion`; shape [N]; data². */
  readonly variance: Float64Array;
  /** b₂ = ∬ E[∂η(υ) η(υ′)] over υ′ < υ, the sum of `drift`; shape [N]; data. */
  readonly shift: Float64Array;
}

/**
 * Interaction picture along the noise-free flow from each label. For `euler` the sums are the exact second-order expansion of
 * the discrete map (J is taken after the step); for other methods the integrals over υ are trapezoids on the grid.
 * Derivatives with respect to the label are differences on `labels`, so that these should resolve the separatrices.
 *
 * @param labels - strictly increasing; shape [N]; data
 * @accuracy `variance`: that of the Euler map, or O(h²) on the time grid; drift and shift also O(spacing²) of the labels
 * @throws ShapeError when the data are not one-dimensional
 * @source GTV, Proposition 3.1, in the coordinates of the noise-free flow; second order as in VANKAMPEN1974
 */
export function labelNoise(
  process: ForwardProcess,
  ensemble: FiniteRankEnsemble,
  labels: Float64Array,
  options: LabelNoiseOptions,
): LabelNoise {
  if (process.data.dim !== 1)
    throw new ShapeError("labelNoise", { data: [process.data.dim] }, "the label equation needs one dimension");
  checkLabels(labels);
  const { times } = process.grid;
  const count = labels.length;
  const { rank } = ensemble;
  const right = tangentRight(process, ensemble, count, options.differenceStep);
  const force = (x: Float64Array, t: number): Float64Array => {
    const diffusivity = process.schedule.diffusivity(t);
    const { values } = ensemble.loadings(statesAt({ count, dim: 1, values: x }, t));
    for (let i = 0; i < values.length; i++) values[i]! *= diffusivity;
    return values;
  };
  let state: Float64Array = new Float64Array(2 * count).fill(1);
  state.set(labels);
  const drift: Float64Array[] = [];
  const diffusion: Float64Array[] = [];
  const sum = new Float64Array(count * rank);
  const euler = options.method === "euler";
  let before = force(state.slice(0, count), times[0]!);
  let stretched: Float64Array = state.subarray(count);
  for (let k = 0; k + 1 < times.length; k++) {
    const step = times[k]! - times[k + 1]!;
    state = integrateFlow(right, state, times.subarray(k, k + 2), options);
    const stretching = state.subarray(count);
    const after = force(state.slice(0, count), times[k + 1]!);
    // w: motion of the label in this step per unit of g, shape [N, rank].
    const w = euler ? scaledRows(before, stretching, step) : scaledRows(before, stretched, step / 2);
    if (!euler)
      scaledRows(after, stretching, step / 2).forEach((half, i) => {
        w[i]! += half;
      });
    const moved = moveLabels(w, sum, labels, rank);
    // The label of a displaced state, to second order: −½ (J′/J) w², which the midpoint has as +½ w′w.
    if (euler) {
      const bend = gridSlopes(stretching, labels, 1);
      for (let n = 0; n < count; n++)
        moved.drift[n]! -= moved.own[n]! * (bend[n]! / (2 * stretching[n]!)) + moved.half[n]!;
    }
    drift.push(moved.drift);
    diffusion.push(moved.diffusion);
    before = after;
    stretched = stretching;
  }
  return {
    labels: labels.slice(),
    ends: state.slice(0, count),
    stretching: state.slice(count),
    drift,
    diffusion,
    variance: total(diffusion, count, 2),
    shift: total(drift, count, 1),
  };
}

/** Right side of the flow with its tangent, for the state (X, J) of every label. */
function tangentRight(
  process: ForwardProcess,
  { meanField }: FiniteRankEnsemble,
  count: number,
  fixedStep: number | undefined,
): OdeRight {
  const meanRight = flowRight(process.schedule, meanField);
  const unit = Float64Array.of(1);
  return (state, t) => {
    const x = { count, dim: 1, values: state.subarray(0, count) };
    const step = fixedStep ?? differenceStep(process, t);
    const b = directionalDerivatives((at) => meanRight(at.values, t), x, unit, step);
    const out = new Float64Array(2 * count);
    out.set(b.value);
    for (let n = 0; n < count; n++) out[count + n] = b.first[n]! * state[count + n]!;
    return out;
  };
}

/** Rows of `force` [N, rank] times factor/J. */
function scaledRows(force: Float64Array, stretching: Float64Array, factor: number): Float64Array {
  const rank = force.length / stretching.length;
  const out = new Float64Array(force.length);
  for (let n = 0, i = 0; n < stretching.length; n++) {
    const scale = factor / stretching[n]!;
    for (let k = 0; k < rank; k++, i++) out[i] = scale * force[i]!;
  }
  return out;
}

/**
 * One step of the running sums: drift w′·(Ψ + ½w), diffusion w·(Ψ + ½w); then Ψ ← Ψ + w, in `sum`.
 * `own` is |w|² and `half` is ½ w′·w.
 */
function moveLabels(
  w: Float64Array,
  sum: Float64Array,
  labels: Float64Array,
  rank: number,
): { drift: Float64Array; diffusion: Float64Array; own: Float64Array; half: Float64Array } {
  const count = labels.length;
  const slope = gridSlopes(w, labels, rank);
  const [drift, diffusion, own, half] = Array.from({ length: 4 }, () => new Float64Array(count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let n = 0; n < count; n++) {
    let [a, b, square, mixed] = [0, 0, 0, 0];
    for (let i = n * rank; i < (n + 1) * rank; i++) {
      const step = w[i]!;
      const middle = sum[i]! + step / 2;
      a += slope[i]! * middle;
      b += step * middle;
      square += step * step;
      mixed += slope[i]! * step;
      sum[i]! += step;
    }
    drift[n] = a;
    diffusion[n] = b;
    own[n] = square;
    half[n] = mixed / 2;
  }
  return { drift, diffusion, own, half };
}

/** d/dy of values [N, width] by differences of second order on the labels. */
function gridSlopes(values: Float64Array, labels: Float64Array, width: number): Float64Array {
  const count = labels.length;
  const out = new Float64Array(values.length);
  for (let n = 0; n < count; n++) {
    const left = Math.max(0, n - 1);
    const right = Math.min(count - 1, n + 1);
    const below = labels[n]! - labels[left]!;
    const above = labels[right]! - labels[n]!;
    // Weights of the parabola through three labels; at the ends, of the line through two.
    const toLeft = below === 0 ? 0 : above === 0 ? -1 / below : -above / (below * (below + above));
    const toRight = above === 0 ? 0 : below === 0 ? 1 / above : below / (above * (below + above));
    const own = -(toLeft + toRight);
    const [from, before, after] = [n * width, left * width, right * width];
    for (let i = 0; i < width; i++)
      out[from + i] = toLeft * values[before + i]! + own * values[from + i]! + toRight * values[after + i]!;
  }
  return out;
}

function checkLabels(labels: Float64Array): void {
  if (labels.length < 3) throw new ArgumentError("labelNoise", "labels.length", labels.length, "at least 3");
  const turn = labels.findIndex((value, i) => !Number.isFinite(value) || (i > 0 && !(value > labels[i - 1]!)));
  if (turn >= 0)
    throw new ArgumentError("labelNoise", `labels[${turn}]`, labels[turn], "finite and above the one before");
}

function total(parts: readonly Float64Array[], count: number, factor: number): Float64Array {
  const sum = new Float64Array(count);
  for (const part of parts) for (let n = 0; n < count; n++) sum[n]! += factor * part[n]!;
  return sum;
}

/** The label noise of a kernel that is `factor` times V: all second-order quantities are linear in V. */
export function scaledLabelNoise(noise: LabelNoise, factor: number): LabelNoise {
  const times = (values: Float64Array): Float64Array => values.map((value) => value * factor);
  return {
    ...noise,
    drift: noise.drift.map(times),
    diffusion: noise.diffusion.map(times),
    variance: times(noise.variance),
    shift: times(noise.shift),
  };
}
