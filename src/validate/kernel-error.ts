import { type Estimate, ShapeError } from "../core/index.ts";
import type { Matrix } from "../numerics/index.ts";

/**
 * Relative Frobenius error |V_found − V_expected| / |V_expected| of two kernels on the same states.
 *
 * @throws ShapeError when the shapes differ
 */
export function kernelError(found: Matrix, expected: Matrix): number {
  if (found.rows !== expected.rows || found.cols !== expected.cols) {
    throw new ShapeError(
      "kernelError",
      { found: [found.rows, found.cols], expected: [expected.rows, expected.cols] },
      "the shapes must agree",
    );
  }
  let error = 0;
  let norm = 0;
  for (let i = 0; i < found.values.length; i++) {
    error += (found.values[i]! - expected.values[i]!) ** 2;
    norm += expected.values[i]! ** 2;
  }
  return norm === 0 ? Math.sqrt(error) : Math.sqrt(error / norm);
}

/** Blocks of the jackknife. */
const blockCount = 20;

/**
 * A statistic of the members of an ensemble with its delete-one-block jackknife error.
 *
 * @param members - number of members E
 * @param statistic - receives which members to keep
 * @source EFRON1981
 */
export function jackknife(members: number, statistic: (keep: (member: number) => boolean) => number): Estimate {
  const value = statistic(() => true);
  const blocks = Math.min(blockCount, members);
  if (blocks < 2) return { value, standardError: 0 };
  const deleted = Array.from({ length: blocks }, (_, b) =>
    statistic((member) => Math.floor((member * blocks) / members) !== b),
  );
  return jackknifeOf(value, deleted);
}

/**
 * A statistic with its jackknife error from its values without one block each.
 *
 * @param value - the statistic of all members
 * @param deleted - the statistic without each of the blocks; shape [blocks]
 * @source EFRON1981
 */
export function jackknifeOf(value: number, deleted: readonly number[]): Estimate {
  const blocks = deleted.length;
  if (blocks < 2) return { value, standardError: 0 };
  const mean = deleted.reduce((sum, found) => sum + found, 0) / blocks;
  const spread = deleted.reduce((sum, found) => sum + (found - mean) ** 2, 0);
  return { value, standardError: Math.sqrt(((blocks - 1) / blocks) * spread) };
}
