import { type ElementaryInstance, elementaryInstance } from "../wasm/elementary-kernels.ts";
import { plainSoftmaxCovariances } from "./plain-softmax.ts";
import { copyRows, forEachBlock, softmaxLayout } from "./softmax-memory.ts";
import type { SoftmaxProblem, SoftmaxSums } from "./softmax-problem.ts";
import { softmaxSums } from "./softmax-sums.ts";

/** Where a small term may be all there is, everything that is a normal number counts. */
const REACH = 708;

/** Numbers of one block of points: products of their coordinates are summed from the first level of cache. */
const BLOCK_NUMBERS = 4096;

/**
 * Covariance of the points under the softmax weights of every state, Σ ω_i (μ_i − m)(μ_i − m)ᵀ. Differences are taken
 * from the largest term where it weighs more than one half, otherwise from the mean, so that nothing cancels.
 *
 * @returns shape [N, D, D]; data²
 * @accuracy rounding, relative to the largest entry, at the accuracy of the weights; see softmaxSums
 * @throws as softmaxSums
 */
export function softmaxCovariances(problem: SoftmaxProblem, where: string = "softmaxCovariances"): Float64Array {
  const sums = softmaxSums(problem, where);
  const instance = elementaryInstance();
  if (instance === null) return plainSoftmaxCovariances(problem);
  const { rows, cols } = problem.states;
  const out_NDD = new Float64Array(rows * cols * cols);
  for (let from = 0; from < rows; from += 4) tileInto(out_NDD, problem, sums, from, Math.min(4, rows - from), instance);
  return out_NDD;
}

/** Covariances of at most four states. */
function tileInto(
  out_NDD: Float64Array,
  problem: SoftmaxProblem,
  sums: SoftmaxSums,
  from: number,
  own: number,
  instance: ElementaryInstance,
): void {
  const { kernels, heap } = instance;
  const { states, points, scale, variance } = problem;
  const dim = points.cols;
  const layout = softmaxLayout(problem, instance, BLOCK_NUMBERS);
  const { width, block } = layout;
  heap.begin(4 * width * (width + 3) + 16 + layout.blockNumbers + 2 * block * width + 64);
  const statesAt = heap.take(4 * width);
  const referencesAt = heap.zeros(4 * width);
  const firstAt = heap.zeros(4 * width);
  const secondAt = heap.zeros(4 * width * width);
  const squaresAt = heap.take(16);
  const [topsAt, totalsAt, leadersAt] = [squaresAt + 32, squaresAt + 64, squaresAt + 96];
  const pointsAt = heap.take(layout.blockNumbers);
  const rowsAt = heap.take(2 * block * width);
  copyRows(heap.view(statesAt, 4 * width), states, from, own, width);
  const squares = heap.view(squaresAt, 4);
  for (let k = 0; k < 4; k++) squares[k] = kernels.squareOf(statesAt + 8 * k * width);
  const references = heap.view(referencesAt, 4 * width);
  for (let k = 0; k < own; k++) references.set(referenceOf(problem, sums, from + k), k * width);
  heap.view(topsAt, 4).fill(Number.NEGATIVE_INFINITY).fill(Number.POSITIVE_INFINITY, own);
  const totals = heap.view(totalsAt, 4).fill(0);
  kernels.softmaxSetup(width, scale, 0.5 / variance, REACH, 1);
  forEachBlock(problem, layout, pointsAt, instance, () =>
    kernels.softmaxMoments(statesAt, squaresAt, topsAt, totalsAt, leadersAt, referencesAt, firstAt, secondAt, rowsAt),
  );
  for (let k = 0; k < own; k++) {
    const first = heap.view(firstAt + 8 * k * width, width).map((value) => value / totals[k]!);
    const second = heap.view(secondAt + 8 * k * width * width, width * width);
    const at = (from + k) * dim * dim;
    for (let d = 0; d < dim; d++)
      for (let e = d; e < dim; e++) {
        const value = second[d * width + e]! / totals[k]! - first[d]! * first[e]! + 0;
        out_NDD[at + d * dim + e] = value;
        out_NDD[at + e * dim + d] = value;
      }
  }
}

/**
 * The point from which the differences of state n are taken: with a share ω of the largest term, squares cancel by at
 * most the factor 1/ω when it is that term; with ω below one half the mean is exact enough to be the point.
 */
function referenceOf({ points }: SoftmaxProblem, sums: SoftmaxSums, n: number): Float64Array {
  const dim = points.cols;
  const [values, row] = sums.leaderWeights[n]! > 0.5 ? [points.values, sums.leaders[n]!] : [sums.means.values, n];
  return values.subarray(row * dim, (row + 1) * dim);
}
