import { type Estimate, ShapeError } from "../../core/index.ts";
import { algebra, type Matrix, matrix } from "../../numerics/index.ts";
import { jackknifeOf } from "../kernel-error.ts";
import { requireFinite, scoreMoments } from "./score-moments.ts";

/** How far a measured quantity is from its prediction. */
export interface RelativeError {
  /** |found − predicted|/|predicted| in the Euclidean or Frobenius norm, with its jackknife error over members. */
  readonly error: Estimate;
  /** The error that the noise of the members alone would cause if the prediction were exact: its root mean square. */
  readonly noiseFloor: number;
}

/** Members per jackknife are gathered in this many blocks. */
const blockLimit = 20;

/**
 * Relative errors of a predicted mean score and score covariance against trained members. The plug-in error is biased
 * upwards by the noise of the members; where it is no larger than `noiseFloor` the prediction cannot be told from exact.
 *
 * @param scores - scores of E ≥ 3 members; shape [E, N·D]
 * @param mean - predicted mean score; shape [N·D]
 * @param covariance - predicted score covariance; shape [N·D, N·D]
 * @accuracy delete-one-block jackknife, at most 20 blocks
 * @throws ShapeError when sizes differ; ArgumentError as `scoreMoments`
 * @source EFRON1981
 */
export function momentErrors(
  scores: Matrix,
  mean: Float64Array,
  covariance: Matrix,
): { readonly mean: RelativeError; readonly covariance: RelativeError } {
  const { rows: members, cols } = scores;
  if (mean.length !== cols || covariance.rows !== cols || covariance.cols !== cols)
    throw new ShapeError(
      "momentErrors",
      { scores: [members, cols], mean: [mean.length], covariance: [covariance.rows, covariance.cols] },
      "mean must be [N·D] and covariance [N·D, N·D]",
    );
  requireFinite("momentErrors", scores);
  const all = scoreMoments(scores);
  const blocks = Math.min(blockLimit, members);
  const meanErrors: number[] = [];
  const covarianceErrors: number[] = [];
  const centred = scores.values.map((value, k) => value - all.mean[k % cols]!);
  for (let b = 0; b < blocks; b++) {
    const from = Math.ceil((b * members) / blocks);
    const to = Math.ceil(((b + 1) * members) / blocks);
    const left = members - (to - from);
    const own = matrix(to - from, cols, centred.subarray(from * cols, to * cols));
    const shift = new Float64Array(cols);
    for (let k = 0; k < own.values.length; k++) shift[k % cols]! -= own.values[k]! / left;
    const ownSquares = algebra.syrk(own).values;
    const reduced = all.covariance.values.map(
      (value, k) =>
        (value * (members - 1) - ownSquares[k]! - left * shift[Math.floor(k / cols)]! * shift[k % cols]!) / (left - 1),
    );
    meanErrors.push(
      relative(
        all.mean.map((value, i) => value + shift[i]!),
        mean,
      ),
    );
    covarianceErrors.push(relative(reduced, covariance.values));
  }
  return {
    mean: {
      error: jackknifeOf(relative(all.mean, mean), meanErrors),
      noiseFloor: norm(all.meanStandardError) / scale(mean),
    },
    covariance: {
      error: jackknifeOf(relative(all.covariance.values, covariance.values), covarianceErrors),
      noiseFloor: norm(all.covarianceStandardError.values) / scale(covariance.values),
    },
  };
}

function relative(found: Float64Array, predicted: Float64Array): number {
  return norm(found.map((value, k) => value - predicted[k]!)) / scale(predicted);
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

/** The norm, or 1 where it vanishes: the error is then absolute. */
function scale(values: Float64Array): number {
  return norm(values) || 1;
}
