import { type FeatureMap, type NoisyStates, type Points, statesAt } from "../../core/index.ts";
import { algebra, type Matrix } from "../../numerics/index.ts";

/** States handled at once, so that the dense feature matrix stays small. */
const blockSize = 2048;

/** A feature map from its dense evaluation alone: `gram`, `project` and `combine` by matrix products over blocks of states. */
export function denseFeatureMap(
  name: string,
  dim: number,
  featureCount: number,
  evaluate: (at: NoisyStates) => Matrix,
): FeatureMap {
  function* blocks(at: NoisyStates): Generator<{ from: number; states: NoisyStates }> {
    for (let from = 0; from < at.x.count; from += blockSize) {
      const to = Math.min(from + blockSize, at.x.count);
      const x: Points = { count: to - from, dim, values: at.x.values.subarray(from * dim, to * dim) };
      yield { from, states: { x, t: at.t.subarray(from, to) } };
    }
  }
  const addTo = (sum: Float64Array, part: Float64Array): void => {
    for (let i = 0; i < sum.length; i++) sum[i]! += part[i]!;
  };
  function combine(at: NoisyStates, coefficients: Matrix): Matrix {
    const cols = coefficients.cols;
    const out = new Float64Array(at.x.count * cols);
    for (const { from, states } of blocks(at))
      out.set(algebra.gemm(evaluate(states), coefficients).values, from * cols);
    return { rows: at.x.count, cols, values: out };
  }
  return {
    name,
    dim,
    featureCount,
    scale: { space: Infinity, time: Infinity },
    breaks: { space: Array.from({ length: dim }, () => []), time: [] },
    evaluate,
    gram(at, weights) {
      const sum = new Float64Array(featureCount * featureCount);
      for (const { from, states } of blocks(at)) {
        addTo(sum, algebra.syrk(evaluate(states), weights.subarray(from, from + states.x.count)).values);
      }
      return { rows: featureCount, cols: featureCount, values: sum };
    },
    project(at, targets) {
      const cols = targets.cols;
      const sum = new Float64Array(featureCount * cols);
      for (const { from, states } of blocks(at)) {
        const rows = states.x.count;
        const block = { rows, cols, values: targets.values.subarray(from * cols, (from + rows) * cols) };
        addTo(sum, algebra.gemm(evaluate(states), block, { transposeA: true }).values);
      }
      return { rows: featureCount, cols, values: sum };
    },
    combine,
    kernel: (at, against) => algebra.gemm(evaluate(at), evaluate(against), { transposeB: true }),
    sliceAt: (t, coefficients) => (x) => combine(statesAt(x, t), coefficients).values,
  };
}
