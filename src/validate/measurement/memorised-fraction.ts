import {
  ArgumentError,
  type Estimate,
  meanEstimate,
  type Points,
  type SampleSet,
  ShapeError,
} from "../../core/index.ts";
import { algebra, matrix } from "../../numerics/index.ts";

/** Ratio of distances below which a sample counts as memorised where nothing else is said. */
export const memorisationThreshold: number = 1 / 3;

/** Distances that one block of samples holds at a time. */
const blockNumbers = 2 ** 21;

/**
 * Share of samples that are memorised: nearer to a training point than `threshold` times the distance to the second
 * nearest, |x − y₁| < threshold |x − y₂| in Euclidean distance. Copies of a training point count as one, so that a
 * sample on a repeated point is memorised too.
 *
 * Where training points lie evenly around the samples the ratio of the enclosed volumes is uniform on [0, 1], so that
 * chance alone gives threshold^D: a third on a line, 3e-31 for images of 64 pixels.
 *
 * @param samples - samples grouped by model
 * @param training - the training points; shape [M, D]; at least two different ones
 * @param threshold - between 0 and 1
 * @returns the share with its error over models (over samples where there is one model); in [0, 1]
 * @accuracy distances are direct sums: exact but for rounding
 * @throws ArgumentError for a threshold outside (0, 1), or fewer than two different training points; ShapeError when
 *   dimensions differ
 * @source YOON2023, memorisation criterion
 */
export function memorisedFraction(
  samples: SampleSet,
  training: Points,
  threshold: number = memorisationThreshold,
): Estimate {
  if (!(threshold > 0 && threshold < 1))
    throw new ArgumentError("memorisedFraction", "threshold", threshold, "between 0 and 1");
  const ratios = nearestRatios(samples.points, training);
  const units = samples.models > 1 ? samples.models : ratios.length;
  const each = ratios.length / units;
  const counts = new Float64Array(units);
  for (let n = 0; n < ratios.length; n++) if (ratios[n]! < threshold) counts[Math.floor(n / each)]! += 1;
  return meanEstimate(counts.map((count) => count / each));
}

/**
 * |x − y₁|/|x − y₂| of each sample to its nearest and second nearest different training points. Candidates come from
 * |x|² + |y|² − 2xᵀy in blocks of one matrix product; the candidates' distances are then summed directly.
 *
 * @param samples - shape [N, D]
 * @param training - shape [M, D]
 * @returns ratios; shape [N]; in [0, 1]
 * @accuracy exact but for rounding: every point whose distance the product cannot tell from the second is summed
 * @throws as `memorisedFraction`
 */
export function nearestRatios(samples: Points, training: Points): Float64Array {
  const { dim } = samples;
  if (training.dim !== dim)
    throw new ShapeError(
      "nearestRatios",
      { samples: [samples.count, dim], training: [training.count, training.dim] },
      "both need one dimension",
    );
  const different = withoutCopies(training);
  const { count } = different;
  if (count < 2) throw new ArgumentError("nearestRatios", "training", count, "at least two different points");
  const centre = new Float64Array(dim);
  for (let m = 0, k = 0; m < count; m++) for (let d = 0; d < dim; d++, k++) centre[d]! += different.values[k]! / count;
  const y = matrix(count, dim, about(different.values, centre));
  const squares = squaredNorms(y.values, dim);
  const largest = squares.reduce((most, value) => Math.max(most, value), 0);
  const out = new Float64Array(samples.count);
  const block = Math.max(1, Math.floor(blockNumbers / count));
  for (let from = 0; from < samples.count; from += block) {
    const to = Math.min(samples.count, from + block);
    const x = matrix(to - from, dim, about(samples.values.subarray(from * dim, to * dim), centre));
    const norms = squaredNorms(x.values, dim);
    const products = algebra.gemm(x, y, { transposeB: true }).values;
    for (let n = 0; n < x.rows; n++) {
      const row = products.subarray(n * count, (n + 1) * count);
      let first = Infinity;
      let second = Infinity;
      for (let m = 0; m < count; m++) {
        const distance = squares[m]! - 2 * row[m]!;
        if (distance < second) {
          second = Math.max(first, distance);
          first = Math.min(first, distance);
        }
      }
      // Twice the rounding of a sum of D products on either side of the comparison.
      const slack = 4 * (dim + 4) * Number.EPSILON * (norms[n]! + largest);
      out[from + n] = ratio(
        samples.values,
        (from + n) * dim,
        different.values,
        dim,
        (m) => squares[m]! - 2 * row[m]! <= second + slack,
      );
    }
  }
  return out;
}

/** The ratio of the two smallest distances among the candidates. */
function ratio(x: Float64Array, at: number, y: Float64Array, dim: number, candidate: (m: number) => boolean): number {
  let first = Infinity;
  let second = Infinity;
  for (let m = 0; m * dim < y.length; m++) {
    if (!candidate(m)) continue;
    let distance = 0;
    for (let d = 0; d < dim; d++) distance += (x[at + d]! - y[m * dim + d]!) ** 2;
    if (distance < second) {
      second = Math.max(first, distance);
      first = Math.min(first, distance);
    }
  }
  // Two different points can lie so near that the squares of both distances vanish in rounding.
  return second > 0 ? Math.sqrt(first / second) : 0;
}

function about(values: Float64Array, centre: Float64Array): Float64Array {
  const dim = centre.length;
  const out = new Float64Array(values.length);
  for (let k = 0; k < values.length; k += dim) for (let d = 0; d < dim; d++) out[k + d] = values[k + d]! - centre[d]!;
  return out;
}

function squaredNorms(values: Float64Array, dim: number): Float64Array {
  const norms = new Float64Array(values.length / dim);
  for (let n = 0, k = 0; n < norms.length; n++) {
    let sum = 0;
    for (let d = 0; d < dim; d++, k++) sum += values[k]! ** 2;
    norms[n] = sum;
  }
  return norms;
}

/** The points without exact repetitions; equal points have equal sums, so that only those are compared. */
function withoutCopies({ count, dim, values }: Points): Points {
  const seen = new Map<number, number[]>();
  const kept: number[] = [];
  for (let n = 0; n < count; n++) {
    let sum = 0;
    for (let d = 0; d < dim; d++) sum += (1 + 1 / (d + 1)) * values[n * dim + d]!;
    const alike = seen.get(sum);
    if (alike?.some((m) => equalRows(values, dim, m, n))) continue;
    if (alike === undefined) seen.set(sum, [n]);
    else alike.push(n);
    kept.push(n);
  }
  if (kept.length === count) return { count, dim, values };
  const out = new Float64Array(kept.length * dim);
  kept.forEach((n, k) => {
    out.set(values.subarray(n * dim, (n + 1) * dim), k * dim);
  });
  return { count: kept.length, dim, values: out };
}

function equalRows(values: Float64Array, dim: number, m: number, n: number): boolean {
  for (let d = 0; d < dim; d++) if (values[m * dim + d] !== values[n * dim + d]) return false;
  return true;
}
