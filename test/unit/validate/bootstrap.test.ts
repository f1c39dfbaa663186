import { describe, expect, it } from "vitest";
import { seededRng } from "../../../src/numerics/index.ts";
import { distanceEstimates, kolmogorovSmirnov, stepLaw, wasserstein1 } from "../../../src/validate/index.ts";
import { expectClose, monteCarlo, rounding } from "../../support/tolerance.ts";

const seed = 30601;
const metrics = [wasserstein1, kolmogorovSmirnov];

describe("the bootstrap over models", () => {
  const values = seededRng(seed).normals(60);
  const law = stepLaw(values, new Float64Array(60).fill(1), 60);
  const atom = stepLaw(Float64Array.of(9), Float64Array.of(1));

  it("keeps the plug-in values, one per metric", () => {
    const found = distanceEstimates(seededRng(seed), metrics, law, atom);
    expect(found.map(({ value }) => value)).toEqual(metrics.map((metric) => metric.between(law, atom)));
  });

  it("gives exact laws no error", () => {
    const found = distanceEstimates(seededRng(seed), metrics, atom, stepLaw(Float64Array.of(1), Float64Array.of(1)));
    expect(found.map(({ standardError }) => standardError)).toEqual([0, 0]);
  });

  it("gives a mean its textbook error, from either side", () => {
    // Far to the right of every sample W₁ is 9 − mean.
    const mean = values.reduce((sum, value) => sum + value, 0) / 60;
    const textbook = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / 60;
    for (const [a, b] of [
      [law, atom],
      [atom, law],
    ] as const) {
      const [found] = distanceEstimates(seededRng(seed), metrics, a, b);
      // 200 replicates know a standard error to 5 %.
      expectClose(found!.standardError / textbook, 1, monteCarlo(0.05));
    }
  });

  it("adds the errors of two independent laws in squares", () => {
    const other = stepLaw(
      seededRng(seed)
        .normals(60)
        .map((z) => z + 20),
      new Float64Array(60).fill(1),
      60,
    );
    const [found] = distanceEstimates(seededRng(seed), metrics, law, other);
    const parts = [law, other].map((each) => distanceEstimates(seededRng(seed), metrics, each, atom)[0]!.standardError);
    expectClose(found!.standardError / Math.hypot(...parts), 1, monteCarlo(0.07));
  });

  it("depends on its stream alone", () => {
    const run = (stream: number): unknown => distanceEstimates(seededRng(stream), metrics, law, atom);
    expect(run(seed)).toEqual(run(seed));
    expect(run(seed)).not.toEqual(run(seed + 1));
  });

  it("resamples models, not samples: models that repeat one sample have the error of one", () => {
    const repeated = stepLaw(
      Float64Array.from({ length: 600 }, (_, i) => values[Math.floor(i / 10)]!),
      new Float64Array(600).fill(1),
      60,
    );
    const [once, often] = [law, repeated].map((each) => distanceEstimates(seededRng(seed), metrics, each, atom)[0]!);
    expectClose(often!.standardError, once!.standardError, rounding(1, 1024));
  });
});
