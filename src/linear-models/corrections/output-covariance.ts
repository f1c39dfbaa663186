import type { FeatureMap, NoisyStates } from "../../core/index.ts";
import { algebra, type Matrix } from "../../numerics/index.ts";
import { outputBlock } from "../output-blocks.ts";

/** States to a chunk: the features of a chunk stay in the cache. */
const chunkStates = 2048;

/**
 * Quadratic forms φ(z)ᵀ A_ij φ(z) of coefficient matrices at many states, for every pair of outputs.
 *
 * @param quadratic - A with unknowns ordered (f, d); shape [F·D, F·D]; symmetric
 * @returns shape [N, D, D]
 */
export function outputCovariance(features: FeatureMap, at: NoisyStates, quadratic: Matrix, dim: number): Float64Array {
  const featureCount = features.featureCount;
  const count = at.x.count;
  const width = at.x.dim;
  const blocks = Array.from({ length: dim * dim }, (_, pair) =>
    outputBlock(quadratic, featureCount, dim, Math.floor(pair / dim), pair % dim),
  );
  const out = new Float64Array(count * dim * dim);
  for (let from = 0; from < count; from += chunkStates) {
    const to = Math.min(count, from + chunkStates);
    const part = {
      x: { count: to - from, dim: width, values: at.x.values.subarray(from * width, to * width) },
      t: at.t.subarray(from, to),
    };
    const phi = features.evaluate(part);
    for (let i = 0; i < dim; i++) {
      for (let j = 0; j <= i; j++) {
        const image = algebra.gemm(phi, blocks[i * dim + j]!).values;
        for (let n = from; n < to; n++) {
          let sum = 0;
          const row = (n - from) * featureCount;
          for (let f = 0; f < featureCount; f++) sum += image[row + f]! * phi.values[row + f]!;
          out[(n * dim + i) * dim + j] = sum;
          out[(n * dim + j) * dim + i] = sum;
        }
      }
    }
  }
  return out;
}
