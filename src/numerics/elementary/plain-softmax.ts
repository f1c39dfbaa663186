import { matrix } from "../matrix.ts";
import type { SoftmaxProblem, SoftmaxSums } from "./softmax-problem.ts";

/** ω of one state, [M], with log Σ and the largest term. */
function weightsOf(
  { states, points, logWeights, scale, variance }: SoftmaxProblem,
  n: number,
): { weight_M: Float64Array; logTotal: number; leader: number } {
  const dim = points.cols;
  const weight_M = new Float64Array(points.rows);
  let leader = 0;
  for (let i = 0; i < points.rows; i++) {
    let square = 0;
    for (let d = 0; d < dim; d++) square += (states.values[n * dim + d]! - scale * points.values[i * dim + d]!) ** 2;
    weight_M[i] = logWeights[i]! - (square * 0.5) / variance;
    if (weight_M[i]! > weight_M[leader]!) leader = i;
  }
  const top = weight_M[leader]!;
  let total = 0;
  for (let i = 0; i < points.rows; i++) total += weight_M[i] = Math.exp(weight_M[i]! - top);
  for (let i = 0; i < points.rows; i++) weight_M[i]! /= total;
  return { weight_M, logTotal: top + Math.log(total), leader };
}

/** softmaxSums without WebAssembly, state by state. */
export function plainSoftmaxSums(problem: SoftmaxProblem): SoftmaxSums {
  const { rows, cols } = problem.states;
  const means = matrix(rows, cols);
  const logTotals = new Float64Array(rows);
  const leaders = new Int32Array(rows);
  const leaderWeights = new Float64Array(rows);
  for (let n = 0; n < rows; n++) {
    const { weight_M, logTotal, leader } = weightsOf(problem, n);
    logTotals[n] = logTotal;
    leaders[n] = leader;
    leaderWeights[n] = weight_M[leader]!;
    weight_M.forEach((weight, i) => {
      for (let d = 0; d < cols; d++) means.values[n * cols + d]! += weight * problem.points.values[i * cols + d]!;
    });
  }
  return { means, logTotals, leaders, leaderWeights };
}

/** softmaxCovariances without WebAssembly: differences from the largest term, then from their mean. */
export function plainSoftmaxCovariances(problem: SoftmaxProblem): Float64Array {
  const { rows, cols } = problem.states;
  const { rows: count, values } = problem.points;
  const out_NDD = new Float64Array(rows * cols * cols);
  for (let n = 0; n < rows; n++) {
    const { weight_M, leader } = weightsOf(problem, n);
    const difference_MD = Float64Array.from(values, (value, k) => value - values[leader * cols + (k % cols)]!);
    const mean_D = new Float64Array(cols);
    for (let i = 0; i < count; i++)
      for (let d = 0; d < cols; d++) mean_D[d]! += weight_M[i]! * difference_MD[i * cols + d]!;
    for (let i = 0; i < count; i++)
      for (let d = 0; d < cols; d++)
        for (let e = 0; e < cols; e++)
          out_NDD[(n * cols + d) * cols + e]! +=
            weight_M[i]! * (difference_MD[i * cols + d]! - mean_D[d]!) * (difference_MD[i * cols + e]! - mean_D[e]!);
  }
  return out_NDD;
}
