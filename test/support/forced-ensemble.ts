import {
  type FiniteRankEnsemble,
  type ForwardProcess,
  gaussianMixture,
  type NoisyStates,
  type Points,
  statesAt,
  uniformGrid,
  varianceExploding,
} from "../../src/core/index.ts";
import { algebra, matrix } from "../../src/numerics/index.ts";

/** Sampling from t = 1 + duration down to 1 with β = 0 and D = t, so that dx/dυ = t ŝ with the clock υ = 1 + duration − t. */
export function clockProcess(dim: number, duration: number, steps: number): ForwardProcess {
  const schedule = varianceExploding({ sigma: "t", cutoffTime: 1, terminalTime: 1 + duration });
  const data = gaussianMixture({ components: [{ weight: 1, mean: new Array<number>(dim).fill(0), covariance: 1 }] });
  return { data, schedule, grid: uniformGrid(schedule, steps) };
}

/** A drift f(x, υ) [D] and, for each noise coordinate, a force a_k(x, υ) [D]. */
export interface Forces {
  readonly rank: number;
  drift(x: Float64Array, clock: number): readonly number[];
  force(x: Float64Array, clock: number, k: number): readonly number[];
}

/** The ensemble whose paths are dx/dυ = f(x, υ) + Σ_k a_k(x, υ) g_k under a `clockProcess`. */
export function forcedEnsemble(process: ForwardProcess, { rank, drift, force }: Forces): FiniteRankEnsemble {
  const { dim } = process.data;
  const end = process.schedule.terminalTime;
  const row = (x: Points, n: number): Float64Array => x.values.slice(n * dim, (n + 1) * dim);
  const meanScore = ({ x, t }: NoisyStates): Points => ({
    count: x.count,
    dim,
    values: Float64Array.from({ length: x.count }, (_, n) => n).reduce(
      (out, n) => {
        out.set(
          drift(row(x, n), end - t[n]!).map((value) => value / t[n]!),
          n * dim,
        );
        return out;
      },
      new Float64Array(x.count * dim),
    ),
  });
  const loadings = ({ x, t }: NoisyStates) => {
    const out = matrix(x.count * dim, rank);
    for (let n = 0; n < x.count; n++)
      for (let k = 0; k < rank; k++)
        force(row(x, n), end - t[n]!, k).forEach((value, d) => {
          out.values[(n * dim + d) * rank + k] = value / t[n]!;
        });
    return out;
  };
  const field = (normals: Float64Array) => ({
    dim,
    score: (x: Points, t: number) => {
      const at = statesAt(x, t);
      const out = meanScore(at).values;
      const { values } = loadings(at);
      for (let i = 0; i < out.length; i++)
        for (let k = 0; k < rank; k++) out[i]! += values[i * rank + k]! * normals[k]!;
      return out;
    },
  });
  return {
    name: "forced",
    dim,
    rank,
    meanField: field(new Float64Array(rank)),
    meanScore,
    loadings,
    scoreCovariance: (at, against) => algebra.gemm(loadings(at), loadings(against), { transposeB: true }),
    draw: (rng) => field(rng.normals(rank)),
    realisation: field,
  };
}
