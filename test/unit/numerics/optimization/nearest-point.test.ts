import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  type ConstraintExpansion,
  ConvergenceError,
  matrix,
  nearestPoint,
} from "../../../../src/numerics/index.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const close = { bound: 1e-9, reason: "ten times the tolerance 1e-10" };

/** x² + y²/b² = 1. */
const ellipse =
  (b: number) =>
  (u: Float64Array): ConstraintExpansion => ({
    value: Float64Array.of(u[0]! ** 2 + (u[1]! / b) ** 2 - 1),
    jacobian: matrix(1, 2, Float64Array.of(2 * u[0]!, (2 * u[1]!) / b ** 2)),
    hessian: (multipliers) => matrix(2, 2, Float64Array.of(2 * multipliers[0]!, 0, 0, (2 * multipliers[0]!) / b ** 2)),
  });

describe("nearestPoint", () => {
  it("finds the foot of the perpendicular on a line in one step", () => {
    const line = (u: Float64Array): ConstraintExpansion => ({
      value: Float64Array.of(3 * u[0]! + 4 * u[1]! - 10),
      jacobian: matrix(1, 2, Float64Array.of(3, 4)),
      hessian: () => matrix(2, 2),
    });
    const found = nearestPoint(line, new Float64Array(2));
    expectClose(found.u[0]!, 1.2, rounding(2, 64));
    expectClose(found.u[1]!, 1.6, rounding(2, 64));
    // u + Jᵀλ = 0.
    expectClose(found.multipliers[0]!, -0.4, rounding(1, 64));
    expectClose(found.logGram, Math.log(25), rounding(4, 64));
    expect(found.iterations).toBe(1);
    expectClose(found.tangentEigenvalues[0]!, 1, rounding(1, 64));
  });

  it("finds the end of the short axis of an ellipse, with the curvature of the distance there", () => {
    const found = nearestPoint(ellipse(2), Float64Array.of(0.8, 0.7));
    expectClose(Math.abs(found.u[0]!), 1, close);
    expectClose(found.u[1]!, 0, close);
    // λ = −½: 1 + 2λ/b² = 1 − 1/4 along the tangent.
    expectClose(found.tangentEigenvalues[0]!, 0.75, close);
  });

  it("the long axis is a saddle of the distance: its tangent curvature is negative", () => {
    const found = nearestPoint(ellipse(2), Float64Array.of(0, 2));
    expectClose(found.tangentEigenvalues[0]!, 1 - 4, close);
  });

  it("says how far it got where there is no solution", () => {
    const never = (u: Float64Array): ConstraintExpansion => ({
      value: Float64Array.of(u[0]! ** 2 + 1),
      jacobian: matrix(1, 2, Float64Array.of(2 * u[0]!, 1e-3)),
      hessian: () => matrix(2, 2, Float64Array.of(2, 0, 0, 0)),
    });
    expect(() => nearestPoint(never, Float64Array.of(1, 0), { maxIterations: 20 })).toThrow(ConvergenceError);
    expect(() => nearestPoint(never, Float64Array.of(1, 0), { tolerance: 0 })).toThrow(ArgumentError);
  });
});
