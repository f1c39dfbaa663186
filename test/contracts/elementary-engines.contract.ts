import { describe, expect, it } from "vitest";
import {
  counterUniforms,
  elementaryEngine,
  erfOf,
  expOf,
  logOf,
  logSumExp,
  logSumExpRows,
  matrix,
  normalCdf,
  normalCdfOf,
  normalDensity,
  normalDensityOf,
  seededRng,
  softmaxCovariances,
  softmaxSums,
  tanhOf,
} from "../../src/numerics/index.ts";
import { randomSoftmax } from "../support/softmax.ts";
import { expectClose, rounding } from "../support/tolerance.ts";
import { withEngine } from "../support/with-engine.ts";

const seed = 6_157;
/** Functions of one number from elsewhere; erf through the normal law. */
const functions = [
  [expOf, Math.exp],
  [logOf, Math.log],
  [tanhOf, Math.tanh],
  [erfOf, (x: number) => 1 - 2 * normalCdf(-x * Math.SQRT2)],
  [normalCdfOf, normalCdf],
  [normalDensityOf, normalDensity],
] as const;

/** What elementary functions, softmax sums and random batches owe with the engine `name` forced, running on `expected`. */
export function elementaryEngineContract(name: string, expected: "wasm" | "plain"): void {
  const forced = <T>(work: () => T): T => withEngine(name, work);

  describe(`elementary functions with the engine ${name}`, () => {
    it(`run on ${expected}, and say so`, () => expect(forced(elementaryEngine)).toBe(expected));

    it("agree with functions of one number", () => {
      const x = seededRng(seed)
        .uniforms(301)
        .map((u) => 0.01 + 4 * u);
      for (const [of, one] of functions)
        forced(() => of(x)).forEach((found, i) => {
          // The law of the normal distribution in `normalCdf` is right to 2e-13; the others to a few units.
          expectClose(found, one(x[i]!), rounding(Math.max(1, Math.abs(one(x[i]!))), 64), `${of.name}(${x[i]})`);
        });
    });

    it("sum exponentials and average points as written out", () => {
      const values = seededRng(seed).normals(7 * 130);
      forced(() => logSumExpRows(matrix(7, 130, values))).forEach((found, n) => {
        expectClose(found, logSumExp(values, 130 * n, 130 * (n + 1)), rounding(8, 8), `row ${n}`);
      });
      const problem = randomSoftmax(seededRng(seed), 5, 40, 18, 2);
      const [sums, covariances] = forced(() => [softmaxSums(problem), softmaxCovariances(problem)] as const);
      for (let n = 0; n < 5; n++) {
        const terms = problem.logWeights.map((logWeight, i) => {
          let square = 0;
          for (let d = 0; d < 18; d++)
            square += (problem.states.values[18 * n + d]! - problem.scale * problem.points.values[18 * i + d]!) ** 2;
          return logWeight - square / (2 * problem.variance);
        });
        const logTotal = logSumExp(terms);
        const average = (of: (i: number) => number): number =>
          terms.reduce((sum, term, i) => sum + Math.exp(term - logTotal) * of(i), 0);
        const at = (i: number, d: number): number => problem.points.values[18 * i + d]!;
        const mean = Float64Array.from({ length: 18 }, (_, d) => average((i) => at(i, d)));
        expectClose(sums.logTotals[n]!, logTotal, rounding(64, 64), `log total ${n}`);
        for (let d = 0; d < 18; d++) {
          expectClose(sums.means.values[18 * n + d]!, mean[d]!, rounding(4, 2048), `mean ${d} of state ${n}`);
          const spread = average((i) => (at(i, d) - mean[d]!) * (at(i, 3) - mean[3]!));
          expectClose(covariances[(18 * n + d) * 18 + 3]!, spread, rounding(8, 4096), `covariance ${d}, 3 of ${n}`);
        }
      }
    });

    it("draw the same random numbers as every engine, to the last bit", () => {
      const draw = () => [
        seededRng(seed).uniforms(5000),
        seededRng(seed).normals(5000),
        counterUniforms(seed, 3, 5000),
      ];
      expect(forced(draw)).toEqual(withEngine("typed-array", draw));
      const one = seededRng(seed);
      expect([...forced(() => seededRng(seed).uniforms(200))]).toEqual(
        Array.from({ length: 200 }, () => one.uniform()),
      );
    });
  });
}
