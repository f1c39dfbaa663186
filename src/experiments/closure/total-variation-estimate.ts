import { ArgumentError, type Density, type Estimate } from "../../core/index.ts";

/** Total variation between two averaged laws on common bins, with what Monte Carlo does to it. */
export interface TotalVariationEstimate extends Estimate {
  /** ½ Σ |p_k − q_k| of the averages as they are, which noise raises: never below `value` but by noise. */
  readonly plugIn: number;
}

/** Parts that the models of each law are cut into. */
const foldCount = 20;

/**
 * Total variation ½ Σ_k |p_k − q_k| of two laws on the bins between their states and the two outer bins, without the bias of
 * noise: the models are cut into folds, the sign of p_k − q_k is taken from all folds but one, and that one says how large
 * the difference is in that direction. A bin without a difference then adds 0 on average instead of its noise; the value can only
 * be too small, by what wrong signs cost. The standard error is that of the folds; fold j of one law is held against fold j of the
 * other, so that noise which both share drops out.
 *
 * @param a - law with one CDF per block of models
 * @param b - the same states; as many blocks or more or fewer
 * @accuracy Monte Carlo over models; total variation of the binned laws, a lower bound of the unbinned one
 * @throws ArgumentError when the states differ or a law has fewer than two blocks
 */
export function totalVariationEstimate(a: Density, b: Density): TotalVariationEstimate {
  const where = "totalVariationEstimate";
  if (a.x.length !== b.x.length || a.x.some((x, i) => x !== b.x[i]))
    throw new ArgumentError(where, "b.x", Array.from(b.x), "the states of the other law");
  const folds = Math.min(foldCount, a.blocks.length, b.blocks.length);
  if (folds < 2) throw new ArgumentError(where, "blocks", folds, "at least 2 a law");
  const left = foldMasses(a, folds);
  const right = foldMasses(b, folds);
  const gaps = left.map((masses, j) => masses.map((mass, k) => mass - right[j]![k]!));
  const bins = gaps[0]!.length;
  const mean = new Float64Array(bins);
  for (const gap of gaps) for (let k = 0; k < bins; k++) mean[k]! += gap[k]! / folds;
  const crossed = gaps.map((gap) =>
    gap.reduce((sum, value, k) => sum + Math.sign(folds * mean[k]! - value) * value, 0),
  );
  const along = gaps.map((gap) => gap.reduce((sum, value, k) => sum + Math.sign(mean[k]!) * value, 0) / 2);
  const centre = along.reduce((sum, value) => sum + value / folds, 0);
  const square = along.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return {
    value: crossed.reduce((sum, value) => sum + value, 0) / (2 * folds),
    standardError: Math.sqrt(square / (folds * (folds - 1))),
    plugIn: centre,
  };
}

/** Bin masses of each fold, blocks dealt out in turn. */
function foldMasses({ blocks, x }: Density, folds: number): Float64Array[] {
  return Array.from({ length: folds }, (_, j) => {
    const own = blocks.filter((_block, i) => i % folds === j);
    const cdf = Float64Array.from(x, (_state, g) => own.reduce((sum, block) => sum + block[g]! / own.length, 0));
    return Float64Array.from({ length: x.length + 1 }, (_bin, k) => (cdf[k] ?? 1) - (cdf[k - 1] ?? 0));
  });
}
