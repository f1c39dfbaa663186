import { describe, expect, it } from "vitest";
import { ArgumentError } from "../../src/core/index.ts";
import { normalCdf, normalQuantile } from "../../src/numerics/index.ts";
import {
  kolmogorovSmirnov,
  kullbackLeibler,
  type Metric,
  type StepLaw,
  stepLaw,
  totalVariation,
  wasserstein1,
  wasserstein2,
} from "../../src/validate/index.ts";
import { discretisation, expectClose, rounding } from "../support/tolerance.ts";
import { type MetricCase, metricContract } from "./metric.contract.ts";

const seed = 20701;

/** Nine edges half-way between lattice states would hide edge cases; these lie on states. */
const edges = (shift: number): Float64Array => Float64Array.from({ length: 9 }, (_, k) => -1 + 0.25 * k + shift);

const cases: readonly (MetricCase & { readonly name: string })[] = [
  { name: "Wasserstein-1", metric: () => wasserstein1, triangle: true },
  { name: "Wasserstein-2", metric: () => wasserstein2, triangle: true },
  { name: "Kolmogorov–Smirnov", metric: () => kolmogorovSmirnov, triangle: true },
  { name: "total variation", metric: (shift) => totalVariation(edges(shift)), triangle: true },
  { name: "KL", metric: (shift) => kullbackLeibler(edges(shift)), triangle: false },
];

describe("every metric obeys the laws", () => {
  cases.forEach((each, k) => {
    metricContract(each.name, each, seed + 1000 * k);
  });
});

const law = (...atoms: (readonly [number, number])[]): StepLaw =>
  stepLaw(
    Float64Array.from(atoms, ([x]) => x),
    Float64Array.from(atoms, ([, weight]) => weight),
  );

describe("metrics have their known values", () => {
  it("two atoms three apart are at 3, 3, 1, 1", () => {
    const [a, b] = [law([0, 1]), law([3, 1])];
    expect(wasserstein1.between(a, b)).toBe(3);
    expect(wasserstein2.between(a, b)).toBe(3);
    expect(kolmogorovSmirnov.between(a, b)).toBe(1);
    expect(totalVariation(Float64Array.of(1, 2)).between(a, b)).toBe(1);
  });

  it("half of an atom moved by 3 costs 3/2, 3/√2, 1/2, 1/2", () => {
    const [a, b] = [law([0, 1]), law([0, 1], [3, 1])];
    expect(wasserstein1.between(a, b)).toBe(1.5);
    expectClose(wasserstein2.between(a, b), 3 / Math.SQRT2, rounding(3));
    expect(kolmogorovSmirnov.between(a, b)).toBe(0.5);
    expect(totalVariation(Float64Array.of(1, 2)).between(a, b)).toBe(0.5);
  });

  it("atoms that cross are matched in order", () => {
    const [a, b] = [law([0, 0.25], [1, 0.75]), law([0.5, 0.5], [2, 0.5])];
    expectClose(wasserstein1.between(a, b), 0.25 * 0.5 + 0.25 * 0.5 + 0.5 * 1, rounding(1));
    expectClose(wasserstein2.between(a, b) ** 2, 0.25 * 0.25 + 0.25 * 0.25 + 0.5 * 1, rounding(1));
  });

  it("KL has the direction of its name: log 2 one way, log of the smoothed empty bin the other", () => {
    const [a, b] = [law([0, 1]), law([0, 1], [3, 1])];
    const kl = kullbackLeibler(Float64Array.of(1, 2));
    // Three bins, each law mixed with 1e-4 of the uniform one.
    const smooth = (mass: number): number => (1 - 1e-4) * mass + 1e-4 / 3;
    const expected = (p: readonly number[], q: readonly number[]): number =>
      p.reduce((sum, mass, k) => sum + smooth(mass) * Math.log(smooth(mass) / smooth(q[k]!)), 0);
    expectClose(kl.between(a, b), expected([1, 0, 0], [0.5, 0, 0.5]), rounding(1, 64));
    expectClose(kl.between(b, a), expected([0.5, 0, 0.5], [1, 0, 0]), rounding(10, 64));
    expect(kl.between(a, b)).toBeLessThan(Math.log(2));
    expect(kl.between(b, a)).toBeGreaterThan(4);
  });

  it("a uniform law moved by a quarter is a quarter away", () => {
    const n = 4096;
    const uniformLaw = (shift: number): StepLaw =>
      stepLaw(
        Float64Array.from({ length: n }, (_, i) => shift + (i + 0.5) / n),
        new Float64Array(n).fill(1),
      );
    const bins = totalVariation(Float64Array.of(0, 0.25, 1, 1.25));
    for (const metric of [wasserstein1, wasserstein2, kolmogorovSmirnov, bins]) {
      expectClose(metric.between(uniformLaw(0), uniformLaw(0.25)), 0.25, rounding(1, n), metric.name);
    }
  });

  /** Quantiles of N(mean, s²) on a lattice; CDFs are then off by at most 1/2n. */
  const n = 20_000;
  const normalLaw = (mean: number, s: number): StepLaw =>
    stepLaw(
      Float64Array.from({ length: n }, (_, i) => mean + s * normalQuantile((i + 0.5) / n)),
      new Float64Array(n).fill(1),
    );
  const near = (found: Metric, a: StepLaw, b: StepLaw, expected: number, constant: number): void =>
    expectClose(found.between(a, b), expected, discretisation(1, 1 / n, constant), found.name);

  it("Gaussians that differ in mean and width are at their closed-form distances", () => {
    const [a, moved, wide] = [normalLaw(0, 1), normalLaw(0.7, 1), normalLaw(0, 1.5)];
    // Tail quantiles beyond 1 − 1/2n are missing: E[Z²; tail] ≈ (2/n)(2 log n), far below these constants.
    near(wasserstein1, a, moved, 0.7, 1);
    near(wasserstein2, a, moved, 0.7, 1);
    near(wasserstein1, a, wide, 0.5 * Math.sqrt(2 / Math.PI), 4 * Math.log(n));
    near(wasserstein2, a, wide, 0.5, 4 * Math.log(n));
    near(kolmogorovSmirnov, a, moved, 2 * normalCdf(0.35) - 1, 2);
    const fine = Float64Array.from({ length: 2001 }, (_, k) => -4.65 + 0.005 * k);
    near(totalVariation(fine), a, moved, 2 * normalCdf(0.35) - 1, fine.length);
    // KL against the exact masses of eight bins, each of which an atom more or less may miss; ratios stay below 10.
    const coarse = Float64Array.of(-1.4, -0.7, 0, 0.35, 0.7, 1.4, 2.1);
    const masses = (mean: number): number[] =>
      [...coarse, Infinity].map((edge, k) => normalCdf(edge - mean) - normalCdf((coarse[k - 1] ?? -Infinity) - mean));
    const smooth = (mass: number): number => (1 - 1e-4) * mass + 1e-4 / 8;
    const [p, q] = [masses(0).map(smooth), masses(0.7).map(smooth)];
    const expected = p.reduce((sum, mass, k) => sum + mass * Math.log(mass / q[k]!), 0);
    near(kullbackLeibler(coarse), a, moved, expected, 8 * 10);
  });
});

describe("binned metrics refuse bins that are none", () => {
  it.each([[[0]], [[0, 0]], [[1, 0]], [[0, Number.NaN]]])("%j", (bad) => {
    expect(() => totalVariation(Float64Array.from(bad))).toThrow(ArgumentError);
    expect(() => kullbackLeibler(Float64Array.from(bad))).toThrow(ArgumentError);
  });
});
