import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ArgumentError, gaussianMixture, pointMasses, points, statesAt } from "../../../src/core/index.ts";
import { noisedMarginal } from "../../../src/theory/index.ts";
import { cleanPosteriorMean } from "../../../src/validate/index.ts";
import { mixture, schedule, timeOf, uniformVector } from "../../support/arbitraries.ts";
import { frozenSchedule } from "../../support/mixtures.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const seed = 30604;

describe("the clean posterior mean", () => {
  it.each([1, 2, 3])("is the theory's posterior mean, by another route, for mixtures in %iD", (dim) => {
    const drawn = fc.record({ data: mixture(dim), noise: schedule() }).chain(({ data, noise }) =>
      fc.record({
        data: fc.constant(data),
        noise: fc.constant(noise),
        t: timeOf(noise),
        x: uniformVector(dim, -3, 3),
      }),
    );
    fc.assert(
      fc.property(drawn, ({ data, noise, t, x }) => {
        const at = statesAt(points([x], dim), t);
        const found = cleanPosteriorMean(data, noise, at);
        const expected = noisedMarginal(data, noise).posteriorMean(at);
        // Covariances are at most 1.5·D; solving α²Λ + σ² loses that over σ², and logs of densities lose |x − αμ|²/σ².
        const variance = noise.variance(t);
        const lost = rounding(4, 64 * dim * (1 + (2 * dim) / variance) * (1 + (25 * dim) / variance));
        for (let d = 0; d < dim; d++) expectClose(found[d]!, expected[d]!, lost, `t = ${t}, x = ${x}, axis ${d}`);
      }),
      { seed: seed + dim, numRuns: 300 },
    );
  });

  it("is the point itself when there is one", () => {
    const data = pointMasses([[0.3, -2]]);
    expect([...cleanPosteriorMean(data, frozenSchedule(0.5, 0.1), statesAt(points([[5, 5]]), 0.7))]).toEqual([0.3, -2]);
  });

  it("is the tanh of two points and the linear shrinkage of a Gaussian", () => {
    const [alpha, variance, x] = [0.8, 0.3, 0.4];
    const noise = frozenSchedule(alpha, variance);
    const at = statesAt(points([[x]]), 0.7);
    const pair = cleanPosteriorMean(pointMasses([[-1], [1]]), noise, at)[0]!;
    expectClose(pair, Math.tanh((alpha * x) / variance), rounding(1));
    const normal = gaussianMixture({ components: [{ weight: 1, mean: [0.5], covariance: 2 }] });
    const shrunk = 0.5 + (alpha * 2 * (x - alpha * 0.5)) / (variance + alpha * alpha * 2);
    expectClose(cleanPosteriorMean(normal, noise, at)[0]!, shrunk, rounding(1));
  });

  it("survives states where every density underflows", () => {
    const found = cleanPosteriorMean(pointMasses([[-1], [1]]), frozenSchedule(1, 1e-4), statesAt(points([[40]]), 0.7));
    expect([...found]).toEqual([1]);
  });

  it("refuses a time without noise", () => {
    expect(() => cleanPosteriorMean(pointMasses([[0]]), frozenSchedule(1, 0), statesAt(points([[0]]), 0.7))).toThrow(
      ArgumentError,
    );
  });
});
