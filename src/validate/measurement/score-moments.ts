import { ArgumentError, type NoiseSchedule, type NoisyStates, ShapeError } from "../../core/index.ts";
import { algebra, type Matrix, matrix } from "../../numerics/index.ts";

/** Mean and covariance of the scores of an ensemble, with errors over its members. */
export interface ScoreMoments {
  /** Number of members E. */
  readonly members: number;
  /** Mean score; shape [N·D]; 1/data. */
  readonly mean: Float64Array;
  readonly meanStandardError: Float64Array;
  /** Unbiased Cov[ŝ(z), ŝ(z′)]; shape [N·D, N·D]; 1/data². */
  readonly covariance: Matrix;
  readonly covarianceStandardError: Matrix;
}

/** A V-kernel with the standard error of each entry; data²/time². */
export interface MeasuredKernel {
  readonly kernel: Matrix;
  readonly standardError: Matrix;
}

/**
 * Mean score and score covariance of trained members, with delete-one jackknife errors over members. Leaving member i
 * out changes the covariance c of two entries by −E (wᵢ − w̄)/((E − 1)(E − 2)), wᵢ = uᵢvᵢ the product of the centred
 * entries, so that the error is in closed form: SE² = E/((E − 1)(E − 2)²) Σ (wᵢ − w̄)².
 *
 * @param scores - scores of E ≥ 3 members at N states; shape [E, N·D]; 1/data
 * @accuracy rounding; the closed form is the jackknife itself, not an approximation of it
 * @throws ArgumentError for fewer than three members, or a score that is not finite
 * @source EFRON1981
 */
export function scoreMoments(scores: Matrix): ScoreMoments {
  const { rows: members, cols } = scores;
  if (members < 3) throw new ArgumentError("scoreMoments", "members", members, "at least 3");
  requireFinite("scoreMoments", scores);
  const mean = new Float64Array(cols);
  for (let m = 0; m < members; m++)
    for (let i = 0; i < cols; i++) mean[i]! += (scores.values[m * cols + i]! - mean[i]!) / (m + 1);
  const centred = matrix(
    members,
    cols,
    scores.values.map((value, k) => value - mean[k % cols]!),
  );
  const squares = matrix(
    members,
    cols,
    centred.values.map((value) => value * value),
  );
  const covariance = algebra.syrk(centred).values.map((sum) => sum / (members - 1));
  const fourth = algebra.syrk(squares).values;
  const factor = members / ((members - 1) * (members - 2) ** 2);
  const share = (members - 1) ** 2 / members;
  const errors = fourth.map((sum, k) => Math.sqrt(factor * Math.max(0, sum - share * covariance[k]! ** 2)));
  return {
    members,
    mean,
    meanStandardError: mean.map((_, i) => Math.sqrt(covariance[i * cols + i]! / members)),
    covariance: matrix(cols, cols, covariance),
    covarianceStandardError: matrix(cols, cols, errors),
  };
}

/**
 * V(z, z′) = D(t) Cov[ŝ(z), ŝ(z′)] D(t′) of trained members.
 *
 * @param at - the states that the scores were taken at; N of them
 * @returns kernel and its standard error; shape [N·D, N·D]; data²/time²
 * @throws ShapeError when states and moments differ in size
 * @source GTV, V-kernel
 */
export function measuredVKernel(schedule: NoiseSchedule, at: NoisyStates, moments: ScoreMoments): MeasuredKernel {
  const { dim, count } = at.x;
  const size = moments.mean.length;
  if (size !== count * dim)
    throw new ShapeError("measuredVKernel", { scores: [size], states: [count, dim] }, "scores must be N·D");
  const diffusivity = Float64Array.from({ length: size }, (_, i) => schedule.diffusivity(at.t[Math.floor(i / dim)]!));
  const scaled = ({ values }: Matrix): Matrix =>
    matrix(
      size,
      size,
      values.map((value, k) => diffusivity[Math.floor(k / size)]! * value * diffusivity[k % size]!),
    );
  return { kernel: scaled(moments.covariance), standardError: scaled(moments.covarianceStandardError) };
}

/** Refuses a score that is not finite, by member and entry. */
export function requireFinite(where: string, { cols, values }: Matrix): void {
  const odd = values.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0)
    throw new ArgumentError(where, `scores[${Math.floor(odd / cols)}][${odd % cols}]`, values[odd], "a finite number");
}
