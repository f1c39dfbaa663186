import type { Estimate } from "../core/index.ts";
import { meanCoefficients } from "../linear-models/index.ts";
import { type Matrix, matrix } from "../numerics/index.ts";
import type { Law } from "./law.ts";

/** Blocks of members that the jackknife leaves out, one at a time. */
const blockCount = 20;

/** Mean coefficients [F, D] without each block of members. */
export function deletedMeans(coefficients: Matrix, dim: number): Matrix[] {
  const { rows, cols, values } = coefficients;
  const blocks = Math.min(blockCount, rows);
  return Array.from({ length: blocks }, (_, b) => {
    const from = Math.ceil((b * rows) / blocks);
    const to = Math.ceil(((b + 1) * rows) / blocks);
    const kept = matrix(rows - (to - from), cols);
    kept.values.set(values.subarray(0, from * cols));
    kept.values.set(values.subarray(to * cols), from * cols);
    return meanCoefficients(kept, dim);
  });
}

/**
 * A deterministic law whose field is a mean over members, with the error that this mean brings into masses, moments and
 * density: a delete-one-block jackknife. Values stay as they are.
 *
 * @param deleted - the law from each of `deletedMeans`
 * @accuracy first order in the error of the mean; Wasserstein distances keep the error of the starts alone
 * @source EFRON1981
 */
export function withMemberError(law: Law, deleted: readonly Law[]): Law {
  if (deleted.length < 2) return law;
  const { density } = law;
  return {
    ...law,
    masses: law.masses.map((own, region) =>
      pseudoValues(
        own,
        deleted.map(({ masses }) => average(masses[region]!)),
      ),
    ),
    mean: widened(
      law.mean,
      deleted.map(({ mean }) => mean.value),
    ),
    variance: widened(
      law.variance,
      deleted.map(({ variance }) => variance.value),
    ),
    density: density && {
      ...density,
      standardError: density.standardError.map((error, k) =>
        Math.hypot(error, jackknifeError(deleted.map((each) => each.density!.density[k]!))),
      ),
    },
  };
}

/** Values with the mean of `own`, whose standard error is that of `own` and of the jackknife together. */
function pseudoValues(own: Float64Array, deleted: readonly number[]): Float64Array {
  const blocks = deleted.length;
  const value = average(own);
  const center = average(deleted);
  const starts = Array.from({ length: blocks }, (_, b) =>
    own.length < blocks
      ? value
      : average(own.subarray(Math.ceil((b * own.length) / blocks), Math.ceil(((b + 1) * own.length) / blocks))),
  );
  const startCenter = average(starts);
  return Float64Array.from(
    deleted,
    (without, b) => value + (starts[b]! - startCenter) + (blocks - 1) * (center - without),
  );
}

function widened({ value, standardError }: Estimate, deleted: readonly number[]): Estimate {
  return { value, standardError: Math.hypot(standardError, jackknifeError(deleted)) };
}

function jackknifeError(deleted: readonly number[]): number {
  const center = average(deleted);
  const square = deleted.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt((1 - 1 / deleted.length) * square);
}

function average(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
