import { ArgumentError, ConvergenceError } from "../errors.ts";
import { checkedStart, type OdeRight } from "./ode-right.ts";

export interface AdaptiveOptions {
  /** Bound on the local error relative to |x|; 1e-8 by default. */
  readonly relativeTolerance?: number;
  /** Bound on the local error where x is small; 1e-10 by default. */
  readonly absoluteTolerance?: number;
  /** Steps tried, rejected ones included; 100000 by default. */
  readonly maxSteps?: number;
  /** Length of the first step; estimated from the right-hand side by default. */
  readonly initialStep?: number;
}

export interface AdaptiveSolution {
  /** State at the final time. */
  readonly x: Float64Array;
  /** Accepted steps. */
  readonly steps: number;
  /** Rejected steps. */
  readonly rejected: number;
}

// Nodes, stage weights, fifth-order weights (row 7) and the difference to the embedded fourth order [DP54, Table 2].
const NODES = [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1];
const STAGES = [
  [],
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
];
const ERROR = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];

/**
 * Integrates dx/dt = right(x, t) from one time to another, either way, by Dormand–Prince 5(4) with a PI step controller.
 * The error of a step is the largest over the batch of |error_i| / (absolute + relative · max|x_i|), so that no member
 * of a batch is less accurate than it would be alone.
 *
 * @param x0 - state at `from`, a batch flattened; not written
 * @accuracy local error per step below the tolerances; the global error is proportional to them
 * @throws ArgumentError for tolerances or times outside their domain; ConvergenceError when maxSteps is spent or the
 *   step falls below rounding
 * @source DP54, Table 2; controller and first step HAIRER1993, II.4 and IV.2
 */
export function integrateAdaptive(
  right: OdeRight,
  x0: Float64Array,
  from: number,
  to: number,
  options: AdaptiveOptions = {},
): AdaptiveSolution {
  const where = "integrateAdaptive";
  const { relativeTolerance = 1e-8, absoluteTolerance = 1e-10, maxSteps = 100_000, initialStep } = options;
  if (!Number.isFinite(from)) throw new ArgumentError(where, "from", from, "finite");
  if (!Number.isFinite(to)) throw new ArgumentError(where, "to", to, "finite");
  requireTolerance(where, "relativeTolerance", relativeTolerance);
  requireTolerance(where, "absoluteTolerance", absoluteTolerance);
  if (relativeTolerance + absoluteTolerance === 0)
    throw new ArgumentError(where, "absoluteTolerance", 0, "positive when relativeTolerance is 0");
  if (initialStep !== undefined && !(initialStep > 0 && Number.isFinite(initialStep))) {
    throw new ArgumentError(where, "initialStep", initialStep, "positive and finite");
  }
  let x: Float64Array = checkedStart(where, right, x0, from);
  if (from === to || x.length === 0) return { x, steps: 0, rejected: 0 };

  const sign = Math.sign(to - from);
  const n = x.length;
  const k = NODES.map(() => new Float64Array(n));
  let stage: Float64Array = new Float64Array(n);
  const scale = (i: number, next: number) =>
    absoluteTolerance + relativeTolerance * Math.max(Math.abs(x[i]!), Math.abs(next));

  k[0]!.set(right(x, from));
  let h = Math.min(initialStep ?? firstStep(right, x, from, sign, k[0]!, scale), Math.abs(to - from));
  let t = from;
  let steps = 0;
  let rejected = 0;
  let errorBefore = 1e-4;
  for (;;) {
    if (steps + rejected >= maxSteps) {
      throw new ConvergenceError(
        where,
        maxSteps,
        Math.abs(to - t),
        0,
        `stopped at t = ${t}; raise maxSteps or the tolerances`,
      );
    }
    const last = h >= Math.abs(to - t) * (1 - 1e-12);
    const step = last ? to - t : sign * h;
    for (let s = 1; s < 7; s++) {
      stageInto(stage, x, k, STAGES[s]!, step);
      k[s]!.set(right(stage, s >= 5 && last ? to : t + NODES[s]! * step));
    }
    const error = errorNorm(k, step, stage, scale);
    if (error <= 1) {
      steps++;
      [x, stage] = [stage, x];
      if (last) return { x, steps, rejected };
      t += step;
      [k[0], k[6]] = [k[6]!, k[0]!];
      // Exponents 0.2 − 0.75 β and β = 0.04 [HAIRER1993, IV.2 and code dopri5].
      const factor = 0.9 * Math.max(error, 1e-10) ** -0.17 * errorBefore ** 0.04;
      h = Math.abs(step) * Math.min(10, Math.max(0.2, factor));
      errorBefore = Math.max(error, 1e-4);
    } else {
      rejected++;
      h = Math.abs(step) * (Number.isFinite(error) ? Math.max(0.2, 0.9 * error ** -0.2) : 0.2);
      if (h <= 4 * Number.EPSILON * Math.max(Math.abs(t), Math.abs(to - from))) {
        throw new ConvergenceError(
          where,
          steps + rejected,
          error,
          1,
          `the step vanished at t = ${t}; the right-hand side may be singular there`,
        );
      }
    }
  }
}

function requireTolerance(where: string, argument: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw new ArgumentError(where, argument, value, "in [0, 1)");
}

/** x + h Σ weights_j k_j. */
function stageInto(
  out: Float64Array,
  x: Float64Array,
  k: readonly Float64Array[],
  weights: readonly number[],
  h: number,
): void {
  out.set(x);
  for (let j = 0; j < weights.length; j++) {
    const weight = h * weights[j]!;
    const slope = k[j]!;
    if (weight !== 0) for (let i = 0; i < out.length; i++) out[i] = out[i]! + weight * slope[i]!;
  }
}

/** Largest |error| / scale over the batch; Infinity where it is not a number. */
function errorNorm(
  k: readonly Float64Array[],
  h: number,
  next: Float64Array,
  scale: (i: number, next: number) => number,
): number {
  const [k1, , k3, k4, k5, k6, k7] = k as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [e1, , e3, e4, e5, e6, e7] = ERROR as [number, number, number, number, number, number, number];
  let largest = 0;
  for (let i = 0; i < next.length; i++) {
    const error = e1 * k1[i]! + e3 * k3[i]! + e4 * k4[i]! + e5 * k5[i]! + e6 * k6[i]! + e7 * k7[i]!;
    const ratio = Math.abs(h * error) / scale(i, next[i]!);
    if (ratio > largest) largest = ratio;
    else if (Number.isNaN(ratio)) return error === 0 ? largest : Number.POSITIVE_INFINITY;
  }
  return largest;
}

/** The step for which an explicit Euler step and the second derivative suggest an error near 1 % of the scale. */
function firstStep(
  right: OdeRight,
  x: Float64Array,
  t: number,
  sign: number,
  slope: Float64Array,
  scale: (i: number, next: number) => number,
): number {
  const norm = (values: (i: number) => number) => {
    let largest = 0;
    for (let i = 0; i < x.length; i++)
      largest = Math.max(largest, Math.abs(values(i)) / Math.max(scale(i, x[i]!), 1e-300));
    return largest;
  };
  const sizeX = norm((i) => x[i]!);
  const sizeSlope = norm((i) => slope[i]!);
  const h0 = sizeX < 1e-5 || sizeSlope < 1e-5 ? 1e-6 : (0.01 * sizeX) / sizeSlope;
  const probe = x.map((value, i) => value + sign * h0 * slope[i]!);
  const bent = right(probe, t + sign * h0);
  const curvature = norm((i) => bent[i]! - slope[i]!) / h0;
  const steepest = Math.max(sizeSlope, curvature);
  const h1 = steepest <= 1e-15 ? Math.max(1e-6, 1e-3 * h0) : (0.01 / steepest) ** 0.2;
  return Number.isFinite(h1) && h1 > 0 ? Math.min(100 * h0, h1) : h0;
}
