import {
  erfOf,
  expOf,
  logOf,
  logSumExpRows,
  matrix,
  normalCdfOf,
  normalDensityOf,
  softmaxCovariances,
  softmaxSums,
  tanhOf,
} from "../../src/numerics/index.ts";
import reference from "../reference/elementary.json" with { type: "json" };

const functions = {
  exp: expOf,
  log: logOf,
  tanh: tanhOf,
  erf: erfOf,
  normalCdf: normalCdfOf,
  normalDensity: normalDensityOf,
} as const;

/** Largest and mean error of one function on one range, in units of ε; the bound is what is promised. */
export interface MeasuredAccuracy {
  readonly what: string;
  readonly range: string;
  readonly largest: number;
  readonly mean: number;
  readonly bound: number;
}

/** Promised largest errors, in units of ε of the result (of the smallest normal number below it). */
const bounds: Readonly<Record<keyof typeof functions, number>> = {
  exp: 1,
  log: 1,
  tanh: 1,
  erf: 1,
  normalCdf: 3,
  normalDensity: 1.5,
};

/** Every range of every function against mpmath, with the kernels or without, as the caller has arranged. */
export function measuredFunctions(): MeasuredAccuracy[] {
  return Object.entries(functions).flatMap(([name, of]) => {
    const ranges = reference.functions[name as keyof typeof functions] as Record<string, number[][]>;
    return Object.entries(ranges).map(([range, cases]) => {
      const found = of(Float64Array.from(cases, ([x]) => x!));
      const errors = cases.map(([, high, low], i) => relativeError(found[i]!, high!, low!));
      return { what: `${name}Of`, range, ...summary(errors), bound: bounds[name as keyof typeof functions] };
    });
  });
}

/** Rows of logSumExp: error of the sum itself, which is the absolute error of its logarithm. */
export function measuredLogSumExp(): MeasuredAccuracy {
  const errors = (reference.logSumExpRows as [number[], number, number][]).map(([row, high, low]) => {
    const found = logSumExpRows(matrix(1, row.length, Float64Array.from(row)))[0]!;
    return Math.abs(found - high - low) / (Number.EPSILON * Math.max(1, Math.abs(high)));
  });
  return { what: "logSumExpRows", range: "7 rows; against max(1, value)", ...summary(errors), bound: 1 };
}

/** Softmax sums: means against the largest |μ|, covariances against their largest entry. */
export function measuredSoftmax(): MeasuredAccuracy[] {
  return reference.softmax.flatMap((problem) => {
    const dim = problem.points[0]!.length;
    const flat = (rows: number[][]) => matrix(rows.length, dim, Float64Array.from(rows.flat()));
    const { scale, variance } = problem;
    const input = {
      states: flat(problem.states),
      points: flat(problem.points),
      logWeights: Float64Array.from(problem.logWeights),
      scale,
      variance,
    };
    const sums = softmaxSums(input);
    const covariances = softmaxCovariances(input);
    const largest = Math.max(...problem.points.flat().map(Math.abs));
    const means = problem.means.map((m, k) => Math.abs(sums.means.values[k]! - m) / (Number.EPSILON * largest));
    const spreads = problem.covariances.map((c, k) => {
      const block = Math.floor(k / dim ** 2) * dim ** 2;
      const size = Math.max(...problem.covariances.slice(block, block + dim ** 2).map(Math.abs));
      return Math.abs(covariances[k]! - c) / (Number.EPSILON * Math.max(size, 2 ** -1022));
    });
    const logs = problem.logTotals.map(
      (l, n) => Math.abs(sums.logTotals[n]! - l) / (Number.EPSILON * Math.max(1, Math.abs(l))),
    );
    const range = `D = ${dim}, a = ${scale}, v = ${variance}`;
    // One rounding of x moves an exponent by α |x| |μ| / v units of rounding.
    const exponent = (4 * dim * scale) / variance;
    return [
      { what: "softmaxSums: means", range, ...summary(means), bound: 8 + exponent },
      { what: "softmaxSums: log totals", range, ...summary(logs), bound: 4 + exponent },
      { what: "softmaxCovariances", range, ...summary(spreads), bound: 16 + 4 * exponent },
    ];
  });
}

/** In units of ε of the exact value high + low, or of the smallest normal number. */
function relativeError(found: number, high: number, low: number): number {
  const unit = Number.EPSILON * Math.max(Math.abs(high), 2 ** -1022);
  return Math.abs(found - high - low) / unit;
}

function summary(errors: readonly number[]): { largest: number; mean: number } {
  return { largest: Math.max(...errors), mean: errors.reduce((a, b) => a + b, 0) / errors.length };
}
