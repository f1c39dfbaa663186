import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Activation, dualError, hermiteDual } from "../../../../src/linear-models/index.ts";
import { erfOf, matrix } from "../../../../src/numerics/index.ts";
import { uniform } from "../../../support/arbitraries.ts";
import { expectClose, quadrature, rounding } from "../../../support/tolerance.ts";

const seed = 20341;

/** E[φ(u)φ(v)] and E[φ′(u)φ′(v)] in closed form, for variances a, b and covariance c. */
interface ClosedForm extends Activation {
  average(a: number, b: number, c: number): number;
  slopeAverage(a: number, b: number, c: number): number;
}

const erf = (u: number): number => erfOf(Float64Array.of(u))[0]!;
const sine = (a: number, b: number, c: number): number => Math.exp(-(a + b) / 2) * Math.sinh(c);
const cosine = (a: number, b: number, c: number): number => Math.exp(-(a + b) / 2) * Math.cosh(c);
const exponential = (a: number, b: number, c: number): number => Math.exp((a + b) / 2 + c);

const smooth: readonly ClosedForm[] = [
  { name: "identity", value: (u) => u, slope: () => 1, average: (_a, _b, c) => c, slopeAverage: () => 1 },
  {
    name: "square",
    value: (u) => u * u,
    slope: (u) => 2 * u,
    average: (a, b, c) => a * b + 2 * c * c,
    slopeAverage: (_a, _b, c) => 4 * c,
  },
  { name: "sine", value: Math.sin, slope: Math.cos, average: sine, slopeAverage: cosine },
  { name: "cosine", value: Math.cos, slope: (u) => -Math.sin(u), average: cosine, slopeAverage: sine },
  { name: "exponential", value: Math.exp, slope: Math.exp, average: exponential, slopeAverage: exponential },
  {
    name: "erf",
    value: erf,
    slope: (u) => (2 / Math.sqrt(Math.PI)) * Math.exp(-u * u),
    average: (a, b, c) => (2 / Math.PI) * Math.asin((2 * c) / Math.sqrt((1 + 2 * a) * (1 + 2 * b))),
    slopeAverage: (a, b, c) => 4 / Math.PI / Math.sqrt((1 + 2 * a) * (1 + 2 * b) - 4 * c * c),
  },
];

/** Variances up to 1.2 and correlations of every size, also near ±1. */
const pair = fc
  .record({ a: uniform(0.01, 1.2), b: uniform(0.01, 1.2), share: uniform(-1, 1), near: fc.boolean() })
  .map(({ a, b, share, near }) => {
    const correlation = near ? Math.sign(share) * (1 - share ** 8 * 1e-9) : share;
    return { a, b, c: correlation * Math.sqrt(a * b) };
  });

describe("averages of an activation over a Gaussian pair", () => {
  it.each(smooth.map((form) => [form.name, form] as const))("agree with the closed form of %s to 1e-12", (_, form) => {
    const dual = hermiteDual(form, 200);
    fc.assert(
      fc.property(pair, ({ a, b, c }) => {
        const { value, slope } = dual.pairs(Float64Array.of(a), Float64Array.of(b), matrix(1, 1, Float64Array.of(c)));
        const scale = Math.sqrt(form.average(a, a, a) * form.average(b, b, b));
        expectClose(value.values[0]!, form.average(a, b, c), quadrature(1e-12 * scale), "E[φφ]");
        const slopeScale = Math.sqrt(form.slopeAverage(a, a, a) * form.slopeAverage(b, b, b));
        expectClose(slope.values[0]!, form.slopeAverage(a, b, c), quadrature(1e-12 * slopeScale), "E[φ′φ′]");
      }),
      { seed, numRuns: 40 },
    );
  });

  it("on the diagonal are those of a pair with correlation one", () => {
    const dual = hermiteDual(smooth[2]!);
    const variance = Float64Array.of(0.3, 0.9);
    const diagonal = dual.diagonal(variance);
    const { value, slope } = dual.pairs(variance, variance, matrix(2, 2, Float64Array.of(0.3, 0.1, 0.1, 0.9)));
    for (const i of [0, 1]) {
      expectClose(value.values[3 * i]!, diagonal.value[i]!, rounding(1, 200), "value");
      expectClose(slope.values[3 * i]!, diagonal.slope[i]!, rounding(1, 200), "slope");
    }
  });

  it("of a kink have the stated error: 0.3/nodes of the value, 0.2/√nodes of the slope", () => {
    const relu: Activation = { name: "ReLU", value: (u) => Math.max(0, u), slope: (u) => (u > 0 ? 1 : 0) };
    for (const nodes of [40, 160]) {
      const dual = hermiteDual(relu, nodes);
      for (const correlation of [-1, -0.9, 0, 0.5, 0.99, 0.99999]) {
        const angle = Math.acos(correlation);
        const c = matrix(1, 1, Float64Array.of(correlation));
        const { value, slope } = dual.pairs(Float64Array.of(1), Float64Array.of(1), c);
        const exact = (Math.sin(angle) + (Math.PI - angle) * correlation) / (2 * Math.PI);
        expectClose(value.values[0]!, exact, quadrature(0.3 / 2 / nodes), `value at ${correlation}`);
        expectClose(
          slope.values[0]!,
          (Math.PI - angle) / (2 * Math.PI),
          quadrature(0.2 / 2 / Math.sqrt(nodes)),
          "slope",
        );
      }
    }
  });

  it("say how much doubling the nodes changes", () => {
    const steep: Activation = {
      name: "steep",
      value: (u) => Math.tanh(8 * u),
      slope: (u) => 8 / Math.cosh(8 * u) ** 2,
    };
    expect(dualError(smooth[2]!, Float64Array.of(1))).toBeLessThan(1e-12);
    expect(dualError(steep, Float64Array.of(1), 40)).toBeGreaterThan(1e-4);
  });

  it("vanish with the variance for an odd activation, and are the square of φ(0) for any", () => {
    const { value } = hermiteDual(smooth[3]!).diagonal(Float64Array.of(0));
    expectClose(value[0]!, 1, rounding(1, 64));
    expect(hermiteDual(smooth[2]!).diagonal(Float64Array.of(0)).value[0]).toBe(0);
  });

  it("refuse a number of nodes out of range and a value that is not finite", () => {
    expect(() => hermiteDual(smooth[0]!, 1)).toThrow("hermiteDual: nodes = 1 must be an integer from 2 to 300");
    const pole: Activation = { name: "pole", value: () => Number.NaN, slope: () => 0 };
    expect(() => hermiteDual(pole).diagonal(Float64Array.of(1))).toThrow("pole value");
  });
});
