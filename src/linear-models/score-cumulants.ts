import { ArgumentError, type Estimate } from "../core/index.ts";
import type { Matrix } from "../numerics/index.ts";

/** Standardised third and fourth cumulants of one component of the learned score over trainings. */
export interface ScoreCumulants {
  readonly mean: number;
  readonly variance: number;
  /** κ₃/κ₂^(3/2); 0 for a Gaussian field. */
  readonly skewness: Estimate;
  /** κ₄/κ₂²; 0 for a Gaussian field. */
  readonly excessKurtosis: Estimate;
}

/** Blocks of the delete-one-block jackknife. */
const blockCount = 40;

/**
 * Cumulants of each column of `scores`: what the Gaussian closure drops.
 *
 * @param scores - learned scores; shape [E, N·D], E ≥ 8 models
 * @returns one entry per column
 * @accuracy Monte Carlo over models; standard errors by the jackknife over 40 blocks of models; heavy tails widen them
 */
export function scoreCumulants(scores: Matrix): ScoreCumulants[] {
  const { rows, cols, values } = scores;
  if (rows < 8) throw new ArgumentError("scoreCumulants", "models", rows, "at least 8");
  const blocks = Math.min(blockCount, rows);
  return Array.from({ length: cols }, (_, c) => {
    let center = 0;
    for (let m = 0; m < rows; m++) center += values[m * cols + c]! / rows;
    // Power sums around the overall mean, per block: deleting a block is then a subtraction.
    const sums = Array.from({ length: blocks }, () => new Float64Array(5));
    for (let m = 0; m < rows; m++) {
      const block = sums[Math.floor((m * blocks) / rows)]!;
      const deviation = values[m * cols + c]! - center;
      for (let k = 0, power = 1; k < 5; k++, power *= deviation) block[k]! += power;
    }
    const total = new Float64Array(5);
    for (const block of sums) for (let k = 0; k < 5; k++) total[k]! += block[k]!;
    const whole = standardised(total);
    const deleted = sums.map((block) => standardised(total.map((sum, k) => sum - block[k]!)));
    const error = (pick: (s: Standardised) => number): number => {
      const mean = deleted.reduce((sum, s) => sum + pick(s), 0) / blocks;
      return Math.sqrt(((blocks - 1) / blocks) * deleted.reduce((sum, s) => sum + (pick(s) - mean) ** 2, 0));
    };
    return {
      mean: center,
      variance: whole.variance,
      skewness: { value: whole.skewness, standardError: error((s) => s.skewness) },
      excessKurtosis: { value: whole.excessKurtosis, standardError: error((s) => s.excessKurtosis) },
    };
  });
}

interface Standardised {
  readonly variance: number;
  readonly skewness: number;
  readonly excessKurtosis: number;
}

function standardised(sums: Float64Array): Standardised {
  const n = sums[0]!;
  const mean = sums[1]! / n;
  const second = sums[2]! / n - mean * mean;
  const third = sums[3]! / n - 3 * mean * (sums[2]! / n) + 2 * mean ** 3;
  const fourth = sums[4]! / n - 4 * mean * (sums[3]! / n) + 6 * mean * mean * (sums[2]! / n) - 3 * mean ** 4;
  if (!(second > 0)) return { variance: 0, skewness: 0, excessKurtosis: 0 };
  return {
    variance: (second * n) / (n - 1),
    skewness: third / second ** 1.5,
    excessKurtosis: fourth / second ** 2 - 3,
  };
}
