import { expect, it } from "vitest";
import { drawTogether, isFiniteRank, type NoisyStates, type ScoreEnsemble, statesAt } from "../../src/core/index.ts";
import { algebra, matrix, seededRng } from "../../src/numerics/index.ts";
import { transposed } from "../support/dense.ts";
import { sampleMoments } from "../support/linear-models.ts";
import { expectClose, monteCarlo, rounding, type Tolerance } from "../support/tolerance.ts";

/** An ensemble with the states it is asked about. */
export interface EnsembleCase {
  readonly ensemble: ScoreEnsemble;
  readonly at: NoisyStates;
  readonly against: NoisyStates;
  /** Draws for the statistical laws. */
  readonly draws: number;
  /** Trained models behind the stated moments; Infinity where these are exact. */
  readonly models: number;
  /** Operations in one score, for rounding. */
  readonly operations: number;
}

/** Laws of every score ensemble. */
export function scoreEnsembleContract(name: string, given: EnsembleCase, seed: number): void {
  const { ensemble, at, against, operations } = given;
  const { dim } = ensemble;
  const count = at.x.count;
  const single = (n: number): NoisyStates => ({
    x: { count: 1, dim, values: at.x.values.slice(n * dim, (n + 1) * dim) },
    t: at.t.slice(n, n + 1),
  });
  const variance = (): Float64Array => {
    const { values, cols } = ensemble.scoreCovariance(at, at);
    return Float64Array.from({ length: cols }, (_, i) => values[i * cols + i]!);
  };
  const scoreScale = (): number =>
    Math.max(...ensemble.meanScore(at).values.map(Math.abs), ...variance().map(Math.sqrt));

  it(`${name}: mean and covariance have the shape of the states and are finite`, () => {
    const mean = ensemble.meanScore(at);
    expect([mean.count, mean.dim, mean.values.length]).toEqual([count, dim, count * dim]);
    const covariance = ensemble.scoreCovariance(at, against);
    expect([covariance.rows, covariance.cols]).toEqual([count * dim, against.x.count * dim]);
    expect([...mean.values, ...covariance.values].every(Number.isFinite)).toBe(true);
  });

  it(`${name}: Cov[ŝ(z), ŝ(z′)]ᵀ = Cov[ŝ(z′), ŝ(z)]`, () => {
    const forward = ensemble.scoreCovariance(at, against);
    const back = transposed(ensemble.scoreCovariance(against, at));
    const bound = rounding(scoreScale() ** 2, operations);
    forward.values.forEach((value, i) => {
      expectClose(value, back.values[i]!, bound, `entry ${i}`);
    });
  });

  it(`${name}: the Gram matrix of the covariance is symmetric and positive semi-definite`, () => {
    const gram = ensemble.scoreCovariance(at, at);
    const { values } = algebra.symmetricEigen(gram);
    const noise = rounding(scoreScale() ** 2, operations).bound;
    expect(values[0]).toBeGreaterThanOrEqual(-noise);
    const copied: NoisyStates = { x: { ...at.x, values: at.x.values.slice() }, t: at.t.slice() };
    ensemble.scoreCovariance(at, copied).values.forEach((value, i) => {
      expectClose(value, gram.values[i]!, rounding(scoreScale() ** 2, operations), "with a copy of the states");
    });
  });

  it(`${name}: a batch equals its states one by one, and the mean field is the mean score`, () => {
    const mean = ensemble.meanScore(at).values;
    const covariance = ensemble.scoreCovariance(at, against);
    for (let n = 0; n < count; n++) {
      const one = ensemble.meanScore(single(n)).values;
      const field = ensemble.meanField.score(single(n).x, at.t[n]!);
      const row = ensemble.scoreCovariance(single(n), against);
      for (let d = 0; d < dim; d++) {
        const bound = rounding(scoreScale(), operations);
        expectClose(one[d]!, mean[n * dim + d]!, bound, `mean score ${n}`);
        expectClose(field[d]!, mean[n * dim + d]!, bound, `mean field ${n}`);
      }
      row.values.forEach((value, i) => {
        const expected = covariance.values[n * dim * covariance.cols + i]!;
        expectClose(value, expected, rounding(scoreScale() ** 2, operations), `covariance of state ${n}`);
      });
    }
    const together = ensemble.meanField.score(at.x, at.t[0]!);
    ensemble.meanScore(statesAt(at.x, at.t[0]!)).values.forEach((value, i) => {
      expectClose(together[i]!, value, rounding(scoreScale() + Math.abs(value), operations), "field on a batch");
    });
  });

  if (isFiniteRank(ensemble)) {
    it(`${name}: loadings reproduce the covariance, and a realisation is the mean plus loadings times its normals`, () => {
      const left = ensemble.loadings(at);
      const right = ensemble.loadings(against);
      expect([left.rows, left.cols]).toEqual([count * dim, ensemble.rank]);
      const product = algebra.gemm(left, right, { transposeB: true });
      ensemble.scoreCovariance(at, against).values.forEach((value, i) => {
        expectClose(product.values[i]!, value, rounding(scoreScale() ** 2, operations), `covariance ${i}`);
      });
      const normals = seededRng(seed).normals(ensemble.rank);
      const mean = ensemble.meanScore(at).values;
      for (let n = 0; n < count; n++) {
        const found = ensemble.realisation(normals).score(single(n).x, at.t[n]!);
        for (let d = 0; d < dim; d++) {
          let expected = mean[n * dim + d]!;
          for (let k = 0; k < ensemble.rank; k++)
            expected += left.values[(n * dim + d) * ensemble.rank + k]! * normals[k]!;
          expectClose(found[d]!, expected, rounding(scoreScale() * (1 + ensemble.rank), operations), `state ${n}`);
        }
      }
    });
  }

  it(`${name}: equal streams give equal draws, other streams other draws unless the covariance is zero`, () => {
    const score = (stream: string): Float64Array => ensemble.draw(seededRng(seed).split(stream)).score(at.x, at.t[0]!);
    expect(score("a")).toEqual(score("a"));
    if (variance().some((value) => value > 0)) expect(score("a")).not.toEqual(score("b"));
  });

  it(`${name}: draws made together equal draws one by one`, () => {
    const rngs = ["a", "b", "c"].map((stream) => seededRng(seed).split(stream));
    const [t, perDraw] = [at.t[0]!, count];
    const together = drawTogether(ensemble, rngs);
    const repeated = new Float64Array(rngs.length * perDraw * dim);
    rngs.forEach((_, m) => {
      repeated.set(at.x.values, m * perDraw * dim);
    });
    const found = together.score({ count: rngs.length * perDraw, dim, values: repeated }, t);
    ["a", "b", "c"].forEach((stream, m) => {
      const own = ensemble.draw(seededRng(seed).split(stream)).score(at.x, t);
      own.forEach((value, i) => {
        const bound = rounding(scoreScale() + Math.abs(value), operations);
        expectClose(found[m * perDraw * dim + i]!, value, bound, `draw ${stream}`);
      });
    });
    expect(() => together.score({ count: 4, dim, values: new Float64Array(4 * dim) }, t)).toThrow("equally many");
  });

  it(`${name}: many draws have the mean and the covariance that it states`, () => {
    const { draws, models } = given;
    const rng = seededRng(seed);
    const sample = matrix(draws, count * dim);
    for (let m = 0; m < draws; m++) {
      const field = ensemble.draw(rng.split(`draw/${m}`));
      for (let n = 0; n < count; n++) sample.values.set(field.score(single(n).x, at.t[n]!), m * sample.cols + n * dim);
    }
    const found = sampleMoments(sample);
    const mean = ensemble.meanScore(at).values;
    const covariance = ensemble.scoreCovariance(at, at).values;
    // Stated moments that were estimated from trained models have an error of their own.
    const inflation = Math.sqrt(1 + draws / models);
    const exact = rounding(scoreScale() ** 2, operations).bound;
    const bound = (error: number): Tolerance => {
      const statistical = monteCarlo(error * inflation);
      return { bound: statistical.bound + exact, reason: `${statistical.reason}, and ${exact} of rounding` };
    };
    mean.forEach((value, i) => {
      expectClose(found.mean[i]!, value, bound(found.meanError[i]!), `mean ${i}`);
    });
    covariance.forEach((value, i) => {
      const error = found.covarianceError.values[i]!;
      expectClose(found.covariance.values[i]!, value, bound(error), `covariance ${i}`);
    });
  });
}
