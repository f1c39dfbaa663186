import { ArgumentError } from "../errors.ts";
import type { Matrix } from "../matrix.ts";
import type { ElementaryInstance } from "../wasm/elementary-kernels.ts";
import type { SoftmaxProblem } from "./softmax-problem.ts";

/** Numbers of one block of points, which stay in the second level of cache, and of one batch of states. */
const BLOCK_NUMBERS = 32_768;
const BATCH_NUMBERS = 65_536;

/** How a problem lies in memory: rows padded with zeros to a multiple of four, points in blocks, states in batches. */
export interface SoftmaxLayout {
  readonly width: number;
  readonly block: number;
  readonly batch: number;
  /** Numbers that `forEachBlock` needs. */
  readonly blockNumbers: number;
}

export function softmaxLayout(
  { states, points }: SoftmaxProblem,
  { kernels }: ElementaryInstance,
  blockNumbers: number = BLOCK_NUMBERS,
): SoftmaxLayout {
  const width = 4 * Math.ceil(points.cols / 4);
  const fitting = Math.min(1024, Math.max(8, 8 * Math.floor(blockNumbers / width / 8)));
  const block = Math.min(fitting, 8 * Math.ceil(points.rows / 8));
  const batch = Math.min(4 * Math.ceil(states.rows / 4), 4 * Math.max(1, Math.floor(BATCH_NUMBERS / width / 4)));
  return { width, block, batch, blockNumbers: block * (width + 1) + kernels.softmaxScratch(block, width) / 8 };
}

/** Writes `count` rows from row `from` on into `out`, and zeros into the rest. */
export function copyRows(out: Float64Array, source: Matrix, from: number, count: number, width: number): void {
  const { cols, values } = source;
  if (cols === width) out.set(values.subarray(from * cols, (from + count) * cols));
  else {
    out.fill(0);
    for (let n = 0; n < count; n++) for (let d = 0; d < cols; d++) out[n * width + d] = values[(from + n) * cols + d]!;
  }
  out.fill(0, count * width);
}

/** Brings every block of points into memory at `at` and calls `visit`. */
export function forEachBlock(
  { points, logWeights }: SoftmaxProblem,
  { width, block }: SoftmaxLayout,
  at: number,
  { kernels, heap }: ElementaryInstance,
  visit: () => void,
): void {
  const weightsAt = at + 8 * block * width;
  const scratch = weightsAt + 8 * block;
  for (let first = 0; first < points.rows; first += block) {
    const own = Math.min(block, points.rows - first);
    const count = 8 * Math.ceil(own / 8);
    copyRows(heap.view(at, count * width), points, first, own, width);
    const weights = heap.view(weightsAt, count);
    weights.set(logWeights.subarray(first, first + own));
    weights.fill(Number.NEGATIVE_INFINITY, own);
    if (kernels.softmaxPoints(at, weightsAt, count, first, scratch) !== 0)
      throw new ArgumentError(
        "softmaxSums",
        `points ${first} to ${first + own - 1}`,
        "one",
        "finite, with finite square",
      );
    visit();
  }
}
