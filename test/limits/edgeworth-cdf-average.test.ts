import { describe, expect, it } from "vitest";
import { meanEstimate, type ScoreEnsemble, type ScoreField } from "../../src/core/index.ts";
import { matrix, normalDensity, seededRng } from "../../src/numerics/index.ts";
import { cdfAverage, edgeworthCdfAverage } from "../../src/path-integral/index.ts";
import { smallProcess, stillField } from "../support/small-models.ts";
import { expectClose, monteCarlo, rounding } from "../support/tolerance.ts";

const seed = 71311;
const process = smallProcess();
const { schedule, grid } = process;
const x = Float64Array.from({ length: 9 }, (_, i) => -2 + i / 2);
const options = { method: "rk4", models: 2400, x } as const;

/** ∫ D dt by the trapezoids of the paths. */
const reach = grid.times.reduce(
  (sum, t, k) =>
    k === 0
      ? sum
      : sum + ((grid.times[k - 1]! - t) * (schedule.diffusivity(grid.times[k - 1]!) + schedule.diffusivity(t))) / 2,
  0,
);
const spread = 1;

/** A field in which nothing moves but by a common push g a, g standard normal, of which higher cumulants are claimed. */
function pushed(skewness: number, excessKurtosis: number): ScoreEnsemble {
  const still = stillField(schedule, 1);
  const push = spread / reach;
  const field = (g: number): ScoreField => ({
    dim: 1,
    score: (at, t) => still.score(at, t).map((value) => value + g * push),
  });
  return {
    name: "pushed",
    dim: 1,
    meanField: field(0),
    meanScore: ({ x: at }) => at,
    scoreCovariance: (at, against) => {
      const size = at.t.length * against.t.length;
      return matrix(at.t.length, against.t.length, new Float64Array(size).fill(push ** 2));
    },
    draw: (rng) => field(rng.normal()),
    functionalCumulants: (functionals) => ({
      variance: Float64Array.from(
        functionals,
        ({ coefficients }) => (push * coefficients.reduce((a, b) => a + b, 0)) ** 2,
      ),
      skewness: new Float64Array(functionals.length).fill(skewness),
      excessKurtosis: new Float64Array(functionals.length).fill(excessKurtosis),
    }),
  };
}

describe("edgeworthCdfAverage", () => {
  it("is the plain CDF average where no cumulants are claimed", () => {
    const rng = seededRng(seed);
    const ensemble = pushed(0, 0);
    const small = { ...options, models: 60 };
    const plain = cdfAverage(small).propagate(rng, process, ensemble).distribution;
    const weighted = edgeworthCdfAverage(small).propagate(rng, process, ensemble);
    if (plain.kind !== "density" || weighted.distribution.kind !== "density") throw new Error("densities expected");
    for (let g = 0; g < x.length; g++) expectClose(weighted.distribution.cdf[g]!, plain.cdf[g]!, rounding(1, 200));
    expect(weighted.diagnostics.weightSpread).toBeLessThan(1e-12);
  });

  it("adds the Edgeworth series of a shifted normal where labels move together", () => {
    const [skewness, kurtosis] = [0.25, 0.1];
    const ensemble = pushed(skewness, kurtosis);
    const plain = edgeworthCdfAverage(options).propagate(seededRng(seed), process, pushed(0, 0)).distribution;
    const { distribution, diagnostics } = edgeworthCdfAverage(options).propagate(seededRng(seed), process, ensemble);
    if (distribution.kind !== "density" || plain.kind !== "density") throw new Error("densities expected");
    const cut = diagnostics.negativeShare as number;
    expect(cut).toBeLessThan(1e-3);
    const width = Math.hypot(schedule.sigma(schedule.terminalTime), spread);
    // E[He_n(g) Φ((x − g c)/σ)] = (−c)ⁿ dⁿ/dxⁿ Φ(x/width), and dⁿΦ(u) = (−1)ⁿ⁻¹ He_{n−1}(u) φ(u).
    const c = spread / width;
    x.forEach((state, g) => {
      const u = state / width;
      const hermite = [1, u];
      for (let n = 1; n < 5; n++) hermite.push(u * hermite[n]! - n * hermite[n - 1]!);
      const term = (n: number): number => -(c ** n) * hermite[n - 1]! * normalDensity(u);
      const expected = (skewness * term(3)) / 6 + (kurtosis * term(4)) / 24 + (skewness ** 2 * term(6)) / 72;
      const found = meanEstimate(distribution.blocks.map((block, k) => block[g]! - plain.blocks[k]![g]!));
      // Weights cut at zero move the mean by less than the share that is cut.
      const { bound, reason } = monteCarlo(found.standardError);
      expectClose(found.value, expected, { bound: bound + cut, reason: `${reason}, and what is cut` }, `x = ${state}`);
      if (state === 0) expect(Math.abs(expected)).toBeGreaterThan(bound + cut);
    });
  });

  it("refuses ensembles without cumulants and the adaptive method", () => {
    const { functionalCumulants: _left, ...bare } = pushed(0, 0);
    expect(() => edgeworthCdfAverage(options).propagate(seededRng(seed), process, bare)).toThrow(
      /edgeworthCdfAverage: ensemble = .*pushed.* must be one with functionalCumulants/,
    );
    expect(() => edgeworthCdfAverage({ ...options, method: "dormand-prince" })).toThrow(/must be a fixed-step method/);
  });
});
