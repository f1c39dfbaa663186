import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  compositeGaussLegendre,
  gaussHermite,
  gaussLegendre,
  type QuadratureRule,
} from "../../../src/numerics/index.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const integral = ({ nodes, weights }: QuadratureRule, f: (x: number) => number): number =>
  nodes.reduce((sum, x, i) => sum + weights[i]! * f(x), 0);

function expectOrdered({ nodes, weights }: QuadratureRule): void {
  expect(nodes.every((x, i) => i === 0 || x > nodes[i - 1]!)).toBe(true);
  expect(weights.every((weight) => weight > 0)).toBe(true);
}

describe("gaussLegendre", () => {
  it("integrates polynomials of degree 2n − 1 exactly, and no higher", () => {
    for (const n of [1, 2, 3, 7, 20]) {
      for (let degree = 0; degree < 2 * n; degree++) {
        const expected = degree % 2 === 0 ? 2 / (degree + 1) : 0;
        expectClose(
          integral(gaussLegendre(n), (x) => x ** degree),
          expected,
          rounding(1, 4 * n),
          `x^${degree}, n = ${n}`,
        );
      }
    }
    expect(Math.abs(integral(gaussLegendre(2), (x) => x ** 4) - 2 / 5)).toBeGreaterThan(0.1);
  });

  it("is ordered, positive and symmetric up to large n", () => {
    for (const n of [5, 64, 501, 2000]) {
      const rule = gaussLegendre(n);
      expectOrdered(rule);
      expectClose(
        integral(rule, () => 1),
        2,
        rounding(1, n),
      );
      rule.nodes.forEach((x, i) => {
        expect(x + rule.nodes[n - 1 - i]!).toBe(0);
      });
    }
  });

  it("maps to any interval", () => {
    expectClose(integral(gaussLegendre(12, 1, 3), Math.exp), Math.exp(3) - Math.exp(1), rounding(20));
  });

  it("refuses an empty rule and an interval of no length", () => {
    for (const n of [0, 2.5, Number.NaN, 1e6]) expect(() => gaussLegendre(n)).toThrow(ArgumentError);
    expect(() => gaussLegendre(3, 1, 1)).toThrow(ArgumentError);
    expect(() => gaussLegendre(3, Number.NaN, 1)).toThrow(ArgumentError);
    expect(() => gaussLegendre(3, 0, Number.POSITIVE_INFINITY)).toThrow(ArgumentError);
  });
});

describe("compositeGaussLegendre", () => {
  it("adds its panels up", () => {
    const rule = compositeGaussLegendre([0, 0.1, 1, 4], 10);
    expectOrdered(rule);
    expect(rule.nodes).toHaveLength(30);
    expectClose(
      integral(rule, (x) => Math.exp(-x)),
      -Math.expm1(-4),
      rounding(1),
    );
    // A kink at an edge costs nothing.
    expectClose(
      integral(rule, (x) => Math.abs(x - 1)),
      0.5 + 4.5,
      rounding(5),
    );
  });

  it("refuses edges that do not increase", () => {
    expect(() => compositeGaussLegendre([0], 3)).toThrow(ArgumentError);
    expect(() => compositeGaussLegendre([0, 2, 2], 3)).toThrow("edges[2]");
    expect(() => compositeGaussLegendre([0, Number.NaN], 3)).toThrow(ArgumentError);
  });
});

describe("gaussHermite", () => {
  it("gives the moments (2k − 1)!! of the standard normal up to degree 2n − 1", () => {
    for (const n of [1, 2, 3, 6, 12]) {
      let expected = 1;
      for (let degree = 0; degree < 2 * n; degree += 2) {
        expectClose(
          integral(gaussHermite(n), (x) => x ** degree),
          expected,
          rounding(expected, 16 * n),
          `x^${degree}, n = ${n}`,
        );
        expected *= degree + 1;
      }
    }
  });

  it("is ordered, symmetric and sums to one for every n up to 120, and for 340", () => {
    for (let n = 1; n <= 340; n += n < 120 ? 1 : 220) {
      const rule = gaussHermite(n);
      expectOrdered(rule);
      expectClose(
        integral(rule, () => 1),
        1,
        rounding(1, 8 * n),
        `n = ${n}`,
      );
      expectClose(
        integral(rule, (x) => x * x),
        n === 1 ? 0 : 1,
        rounding(1, 8 * n),
        `n = ${n}`,
      );
      expect(rule.nodes[n >> 1]! + rule.nodes[(n - 1) >> 1]!).toBe(0);
    }
  });

  it("integrates a smooth function against the normal density", () => {
    expectClose(integral(gaussHermite(30), Math.cos), Math.exp(-0.5), rounding(1, 64));
  });

  it("refuses a size that is not a count", () => {
    expect(() => gaussHermite(0)).toThrow(ArgumentError);
  });
});
