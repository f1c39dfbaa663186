import { matrix } from "../matrix.ts";
import { type ElementaryInstance, elementaryInstance } from "../wasm/elementary-kernels.ts";
import { plainSoftmaxSums } from "./plain-softmax.ts";
import { copyRows, forEachBlock, softmaxLayout } from "./softmax-memory.ts";
import { checkProblem, checkTotals, type SoftmaxProblem, type SoftmaxSums } from "./softmax-problem.ts";

/** Terms below e^−37 / M of the largest are left out: together less than ε / 2. */
const REACH = 37;

/**
 * Softmax-weighted averages of points, log Σ and the largest term, for every state, in one pass over the points in
 * blocks. The numbers of a state do not depend, to the last bit, on the states computed with it.
 *
 * @param where - the name that errors carry
 * @accuracy ω_i relative to (|x − a μ_i|² / 2v + 256) D ε; means to rounding of the largest |μ_i|
 * @throws ShapeError when the shapes do not agree
 * @throws ArgumentError when v is not positive, there is no point, or no term of a state is a positive number
 */
export function softmaxSums(problem: SoftmaxProblem, where: string = "softmaxSums"): SoftmaxSums {
  checkProblem(where, problem);
  const instance = elementaryInstance();
  const sums = instance === null ? plainSoftmaxSums(problem) : sumsInMemory(problem, instance);
  checkTotals(where, sums);
  return sums;
}

function sumsInMemory(problem: SoftmaxProblem, instance: ElementaryInstance): SoftmaxSums {
  const { kernels, heap } = instance;
  const { states, points, scale, variance } = problem;
  const dim = points.cols;
  const means = matrix(states.rows, dim);
  const logTotals = new Float64Array(states.rows);
  const leaders = new Int32Array(states.rows);
  const leaderWeights = new Float64Array(states.rows);
  const layout = softmaxLayout(problem, instance);
  const { width, batch } = layout;
  heap.begin(batch * (2 * width + 4) + layout.blockNumbers + 64);
  const statesAt = heap.take(batch * width);
  const sumsAt = heap.take(batch * width);
  const [squaresAt, topsAt, totalsAt] = [heap.take(batch), heap.take(batch), heap.take(batch)];
  const leadersAt = heap.take(batch);
  const pointsAt = heap.take(layout.blockNumbers);
  kernels.softmaxSetup(width, scale, 0.5 / variance, REACH + Math.log(points.rows), 0);
  for (let from = 0; from < states.rows; from += batch) {
    const own = Math.min(batch, states.rows - from);
    const rows = 4 * Math.ceil(own / 4);
    copyRows(heap.view(statesAt, rows * width), states, from, own, width);
    const squares = heap.view(squaresAt, rows);
    for (let n = 0; n < rows; n++) squares[n] = kernels.squareOf(statesAt + 8 * n * width);
    const sums = heap.view(sumsAt, rows * width).fill(0);
    const totals = heap.view(totalsAt, rows).fill(0);
    // No term reaches a top of infinity: rows that only fill up the last tile stay idle.
    const tops = heap.view(topsAt, rows).fill(Number.NEGATIVE_INFINITY).fill(Number.POSITIVE_INFINITY, own);
    forEachBlock(problem, layout, pointsAt, instance, () =>
      kernels.softmaxAverages(statesAt, squaresAt, topsAt, totalsAt, leadersAt, sumsAt, rows),
    );
    const found = heap.view(leadersAt, rows);
    for (let n = 0; n < own; n++) {
      logTotals[from + n] = tops[n]! + Math.log(totals[n]!);
      leaders[from + n] = found[n]!;
      leaderWeights[from + n] = 1 / totals[n]!;
      // Adding zero turns −0 into 0, which would otherwise tell whether a neighbour had terms in some block.
      for (let d = 0; d < dim; d++) means.values[(from + n) * dim + d] = sums[n * width + d]! / totals[n]! + 0;
    }
  }
  return { means, logTotals, leaders, leaderWeights };
}
