import { ArgumentError, type Estimate, ShapeError } from "../../core/index.ts";
import type { Matrix } from "../../numerics/index.ts";
import { jackknife } from "../../validate/index.ts";

/** How well a mean score is predicted, over states. */
export interface MeanAgreement {
  /** 1 − |E f − E p|²/|E f|². */
  readonly determination: Estimate;
  /** |E f − E p|/|E f|; 0 where the spread of the members explains all of it. */
  readonly relativeError: Estimate;
}

/**
 * Mean of found scores against predicted ones, weighted over states; free of what the spread of finitely many members adds to
 * squares. Predictions of single members are paired with them.
 *
 * @param found - scores of E members; shape [E, N·D]
 * @param predicted - one row for all members, or one a member
 * @param share - weight of every entry; shape [N·D]
 * @accuracy jackknife error over members
 * @throws ShapeError when shapes do not fit; ArgumentError for fewer than three members
 * @source EFRON1981
 */
export function meanAgreement(found: Matrix, predicted: Matrix, share: Float64Array): MeanAgreement {
  check("meanAgreement", found, predicted, share);
  const { rows, cols } = found;
  const differences = Float64Array.from(
    found.values,
    (value, i) => value - at(predicted, Math.floor(i / cols), i % cols),
  );
  const parts = (keep: Keep): number =>
    squaredMean(differences, rows, share, keep) / squaredMean(found.values, rows, share, keep);
  return {
    determination: jackknife(rows, (keep) => 1 - parts(keep)),
    relativeError: jackknife(rows, (keep) => Math.sqrt(Math.max(0, parts(keep)))),
  };
}

/**
 * Σ Var f / Σ Var p over states: the diagonal of the V-kernel, found over predicted.
 *
 * @param predicted - scores of the paired members [E, N·D], or variances [N·D]
 * @accuracy jackknife error over members
 */
export function varianceRatio(
  found: Matrix,
  predicted: { readonly scores: Matrix } | { readonly variances: Float64Array },
  share: Float64Array,
): Estimate {
  const { rows } = found;
  if ("scores" in predicted) {
    check("varianceRatio", found, predicted.scores, share);
    const other = predicted.scores.values;
    return jackknife(
      rows,
      (keep) => totalVariance(found.values, rows, share, keep) / totalVariance(other, rows, share, keep),
    );
  }
  const { variances } = predicted;
  check("varianceRatio", found, { rows: 1, cols: variances.length, values: variances }, share);
  const expected = variances.reduce((sum, value, i) => sum + share[i]! * value, 0);
  return jackknife(rows, (keep) => totalVariance(found.values, rows, share, keep) / expected);
}

/** How well each member is predicted from its own draws. */
export interface MemberAgreement {
  /** 1 − Σ_m |f_m − p_m|²/Σ_m |f_m|². */
  readonly determination: Estimate;
  /** Correlation of the deviations f_m − E f and p_m − E p over members and states: whether a member errs where it is said to. */
  readonly correlation: Estimate;
}

/**
 * Members one by one against predictions from their own draws.
 *
 * @param found - shape [E, N·D]
 * @param predicted - shape [E, N·D]
 * @accuracy jackknife error over members
 */
export function memberAgreement(found: Matrix, predicted: Matrix, share: Float64Array): MemberAgreement {
  check("memberAgreement", found, predicted, share);
  const { rows, cols } = found;
  if (predicted.rows !== rows)
    throw new ShapeError("memberAgreement", shapesOf(found, predicted, share), "one prediction a member");
  const product = (a: Float64Array, b: Float64Array, keep: Keep): number => {
    const [meanA, meanB] = [meanOf(a, rows, cols, keep), meanOf(b, rows, cols, keep)];
    let sum = 0;
    for (let m = 0; m < rows; m++)
      if (keep(m))
        for (let i = 0; i < cols; i++)
          sum += share[i]! * (a[m * cols + i]! - meanA.mean[i]!) * (b[m * cols + i]! - meanB.mean[i]!);
    return sum;
  };
  const [f, p] = [found.values, predicted.values];
  const squares = (values: (i: number) => number, keep: Keep): number => {
    let sum = 0;
    for (let i = 0; i < f.length; i++) if (keep(Math.floor(i / cols))) sum += share[i % cols]! * values(i) ** 2;
    return sum;
  };
  return {
    determination: jackknife(rows, (keep) => 1 - squares((i) => f[i]! - p[i]!, keep) / squares((i) => f[i]!, keep)),
    correlation: jackknife(rows, (keep) => product(f, p, keep) / Math.sqrt(product(f, f, keep) * product(p, p, keep))),
  };
}

type Keep = (member: number) => boolean;

function at({ rows, cols, values }: Matrix, row: number, col: number): number {
  return values[(rows === 1 ? 0 : row) * cols + col]!;
}

function meanOf(values: Float64Array, rows: number, cols: number, keep: Keep): { mean: Float64Array; count: number } {
  const mean = new Float64Array(cols);
  let count = 0;
  for (let m = 0; m < rows; m++) {
    if (!keep(m)) continue;
    count++;
    for (let i = 0; i < cols; i++) mean[i]! += values[m * cols + i]!;
  }
  return { mean: mean.map((sum) => sum / count), count };
}

/** Σ share Var over the members kept, unbiased. */
function totalVariance(values: Float64Array, rows: number, share: Float64Array, keep: Keep): number {
  const cols = share.length;
  const { mean, count } = meanOf(values, rows, cols, keep);
  let sum = 0;
  for (let m = 0; m < rows; m++)
    if (keep(m)) for (let i = 0; i < cols; i++) sum += share[i]! * (values[m * cols + i]! - mean[i]!) ** 2;
  return sum / (count - 1);
}

/** Σ share (E v)², less what the spread of the members kept adds to it. */
function squaredMean(values: Float64Array, rows: number, share: Float64Array, keep: Keep): number {
  const { mean, count } = meanOf(values, rows, share.length, keep);
  const square = mean.reduce((sum, value, i) => sum + share[i]! * value * value, 0);
  return square - totalVariance(values, rows, share, keep) / count;
}

function check(where: string, found: Matrix, predicted: Matrix, share: Float64Array): void {
  if (found.rows < 3) throw new ArgumentError(where, "members", found.rows, "at least 3");
  const fits = predicted.rows === found.rows || predicted.rows === 1;
  if (!fits || predicted.cols !== found.cols || share.length !== found.cols)
    throw new ShapeError(
      where,
      shapesOf(found, predicted, share),
      "one row a member or one for all, equally many states",
    );
}

function shapesOf(found: Matrix, predicted: Matrix, share: Float64Array): Record<string, readonly number[]> {
  return {
    found: [found.rows, found.cols],
    predicted: [predicted.rows, predicted.cols],
    share: [share.length],
  };
}
