import type { Estimate } from "../../core/index.ts";
import { type Matrix, matrix } from "../../numerics/index.ts";
import { jackknife, jackknifeOf, kernelError } from "../../validate/index.ts";

/** Scores of an ensemble at probes, one member a row, of which columns `from` … `to` − 1 count. */
export interface ScoreColumns {
  readonly scores: Matrix;
  readonly from: number;
  readonly to: number;
}

type Keep = (member: number) => boolean;

/**
 * Variances over members of every column that counts, unbiased.
 *
 * @returns shape [to − from]; 1/data²
 */
export function scoreVariances(columns: ScoreColumns, keep: Keep = () => true): Float64Array {
  const mean = scoreMeans(columns, keep);
  return overMembers(columns, keep, 1, (value, k) => (value - mean[k]!) ** 2);
}

/** Means over members; shape [to − from]; 1/data. */
export function scoreMeans(columns: ScoreColumns, keep: Keep = () => true): Float64Array {
  return overMembers(columns, keep, 0, (value) => value);
}

/** Sum over members less `spent`, of a function of each score. */
function overMembers(
  { scores, from, to }: ScoreColumns,
  keep: Keep,
  spent: number,
  of: (value: number, column: number) => number,
): Float64Array {
  const out = new Float64Array(to - from);
  let count = 0;
  for (let m = 0; m < scores.rows; m++) {
    if (!keep(m)) continue;
    count++;
    for (let k = 0; k < out.length; k++) out[k]! += of(scores.values[m * scores.cols + from + k]!, k);
  }
  return out.map((value) => value / (count - spent));
}

/** |a − b|/|b| of the means, or the variances, of two ensembles on the same draws, by leaving out blocks of members of both. */
export function pairedError(found: ScoreColumns, expected: ScoreColumns, of: typeof scoreMeans): Estimate {
  return jackknife(found.scores.rows, (keep) => kernelError(row(of(found, keep)), row(of(expected, keep))));
}

/**
 * Summed variance of an ensemble over `reference`, sharpened by two others: a trained ensemble, its control trained on the same
 * draws, and more members of the kind of the control. The sum is that of the many plus what the trained one has beyond its control.
 *
 * @param reference - predicted variances; shape [to − from]
 */
export function controlledRatio(
  trained: ScoreColumns,
  control: ScoreColumns,
  more: ScoreColumns,
  reference: Float64Array,
): Estimate {
  const whole = sum(reference);
  const beyond = jackknife(
    trained.scores.rows,
    (keep) => (sum(scoreVariances(trained, keep)) - sum(scoreVariances(control, keep))) / whole,
  );
  const many = varianceRatio(more, reference);
  return {
    value: many.value + beyond.value,
    standardError: Math.hypot(many.standardError, beyond.standardError),
  };
}

/** Summed variance of an ensemble over predicted ones. */
export function varianceRatio(columns: ScoreColumns, reference: Float64Array): Estimate {
  return jackknife(columns.scores.rows, (keep) => sum(scoreVariances(columns, keep)) / sum(reference));
}

/** Summed variance of one ensemble over that of another on the same draws plus predicted further variances. */
export function pairedVarianceRatio(found: ScoreColumns, expected: ScoreColumns, further: Float64Array): Estimate {
  return jackknife(
    found.scores.rows,
    (keep) => sum(scoreVariances(found, keep)) / (sum(scoreVariances(expected, keep)) + sum(further)),
  );
}

/** Summed mean square of the difference of two ensembles on the same draws over predicted variances. */
export function noiseRatio(found: ScoreColumns, expected: ScoreColumns, predicted: Float64Array): Estimate {
  const gap: ScoreColumns = {
    ...found,
    scores: matrix(
      found.scores.rows,
      found.scores.cols,
      found.scores.values.map((value, i) => value - expected.scores.values[i]!),
    ),
  };
  return jackknife(
    found.scores.rows,
    (keep) => sum(overMembers(gap, keep, 0, (value) => value * value)) / sum(predicted),
  );
}

/** Variances with their errors by leaving out blocks of members. */
export function varianceEstimates(columns: ScoreColumns): Estimate[] {
  return jackknifed(columns.scores.rows, (keep) => scoreVariances(columns, keep));
}

/** Variances of a trained ensemble, sharpened by its control and by more members of the control's kind as in `controlledRatio`. */
export function controlledVariances(trained: ScoreColumns, control: ScoreColumns, more: ScoreColumns): Estimate[] {
  const many = varianceEstimates(more);
  const beyond = jackknifed(trained.scores.rows, (keep) => {
    const without = scoreVariances(control, keep);
    return scoreVariances(trained, keep).map((value, k) => value - without[k]!);
  });
  return many.map(({ value, standardError }, k) => ({
    value: value + beyond[k]!.value,
    standardError: Math.hypot(standardError, beyond[k]!.standardError),
  }));
}

/** Several statistics at once with their errors by leaving out blocks of members. */
function jackknifed(members: number, statistics: (keep: Keep) => Float64Array): Estimate[] {
  const blocks = Math.min(20, members);
  const all = statistics(() => true);
  const deleted = Array.from({ length: blocks }, (_, b) => statistics((m) => Math.floor((m * blocks) / members) !== b));
  return Array.from(all, (value, k) =>
    jackknifeOf(
      value,
      deleted.map((own) => own[k]!),
    ),
  );
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function row(values: Float64Array): Matrix {
  return matrix(1, values.length, values);
}
