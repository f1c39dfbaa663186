import { type NoisyStates, type ScoreEnsemble, type ScoreField, statesAt } from "../../src/core/index.ts";
import { matrix } from "../../src/numerics/index.ts";

/** Cov[ŝ(x, t), ŝ(x′, t′)] as D × D numbers, row-major. */
export type PointCovariance = (x: Float64Array, t: number, other: Float64Array, otherTime: number) => ArrayLike<number>;

/** An ensemble that is known by a mean and by point values of its covariance alone: nothing can be drawn from it. */
export function kernelEnsemble(meanField: ScoreField, covariance: PointCovariance): ScoreEnsemble {
  const { dim } = meanField;
  const state = ({ x }: NoisyStates, n: number): Float64Array => x.values.subarray(n * dim, (n + 1) * dim);
  return {
    name: "kernel",
    dim,
    meanField,
    meanScore(at) {
      const values = new Float64Array(at.x.count * dim);
      for (let n = 0; n < at.x.count; n++) {
        const one = statesAt({ count: 1, dim, values: state(at, n) }, at.t[n]!);
        values.set(meanField.score(one.x, at.t[n]!), n * dim);
      }
      return { count: at.x.count, dim, values };
    },
    scoreCovariance(at, against) {
      const out = matrix(at.x.count * dim, against.x.count * dim);
      for (let n = 0; n < at.x.count; n++) {
        for (let m = 0; m < against.x.count; m++) {
          const block = covariance(state(at, n), at.t[n]!, state(against, m), against.t[m]!);
          for (let d = 0; d < dim; d++)
            for (let e = 0; e < dim; e++) out.values[(n * dim + d) * out.cols + m * dim + e] = block[d * dim + e]!;
        }
      }
      return out;
    },
    draw: () => {
      throw new Error("this ensemble has no draws");
    },
  };
}

/** The restoring score −x/v, in any dimension: equivariant under rotations, and its flow is affine. */
export function restoringField(dim: number, variance: number = 1): ScoreField {
  return { dim, score: (x) => x.values.map((value) => -value / variance) };
}

/** strength² exp(−|x − x′|²/2ℓ² − (t − t′)²/2τ²) times the unit matrix. */
export function squaredExponential(strength: number, length: number, time: number): PointCovariance {
  return (x, t, other, otherTime) => {
    const dim = x.length;
    let square = ((t - otherTime) / time) ** 2;
    for (let d = 0; d < dim; d++) square += ((x[d]! - other[d]!) / length) ** 2;
    const value = strength * strength * Math.exp(-square / 2);
    return Float64Array.from({ length: dim * dim }, (_, i) => (i % (dim + 1) === 0 ? value : 0));
  };
}
