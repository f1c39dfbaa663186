import { describe, expect, it } from "vitest";
import {
  type LineFokkerPlanck,
  type LineStepping,
  normalCdf,
  solveLineFokkerPlanck,
} from "../../src/numerics/index.ts";
import { expectOrder } from "../support/measured-order.ts";

/** Ornstein–Uhlenbeck: v = −x, B = 1, from N(1, 0.6); the law stays Gaussian in closed form. */
const start = { mean: 1, variance: 0.6 };
const duration = 0.8;
const exact = {
  mean: start.mean * Math.exp(-duration),
  variance: 1 + (start.variance - 1) * Math.exp(-2 * duration),
};

/** Faces from −7 to 7 with spacing that varies smoothly by a factor of three. */
function stretched(cells: number): Float64Array {
  return Float64Array.from({ length: cells + 1 }, (_, i) => {
    const u = (2 * i) / cells - 1;
    return 7 * (u + 0.5 * (Math.sin(Math.PI * u) / Math.PI));
  });
}

const masses = (faces: Float64Array, mean: number, variance: number): Float64Array =>
  Float64Array.from({ length: faces.length - 1 }, (_, i) => {
    const [a, b] = [faces[i]!, faces[i + 1]!].map((x) => (x - mean) / Math.sqrt(variance)) as [number, number];
    return a > 0 ? normalCdf(-a) - normalCdf(-b) : normalCdf(b) - normalCdf(a);
  });

function solved(cells: number, steps: number, stepping: LineStepping): Float64Array {
  const faces = stretched(cells);
  const equation: LineFokkerPlanck = {
    faces: () => faces,
    drift: () => faces.subarray(1, -1).map((x) => -x),
    diffusion: () => new Float64Array(cells).fill(1),
  };
  const times = Float64Array.from({ length: steps + 1 }, (_, k) => (duration * k) / steps);
  return solveLineFokkerPlanck(equation, masses(faces, start.mean, start.variance), times, stepping).mass;
}

const totalVariation = (a: Float64Array, b: Float64Array): number =>
  a.reduce((total, value, i) => total + Math.abs(value - b[i]!), 0) / 2;

/** Distance to the exact cell masses. */
const error = (cells: number, steps: number, stepping: LineStepping): number =>
  totalVariation(solved(cells, steps, stepping), masses(stretched(cells), exact.mean, exact.variance));

describe("the Fokker–Planck solver on a line converges with the orders it claims", () => {
  it("second order in space, where diffusion dominates", () => {
    const cells = [100, 200, 400];
    expectOrder(
      cells.map((count) => 1 / count),
      cells.map((count) => error(count, 800, "extrapolated")),
      2,
      "space",
    );
  });

  it("second order in time when extrapolated", () => {
    const steps = [20, 40, 80];
    // On one mesh, so that the error in space drops out.
    const fine = solved(400, 1280, "extrapolated");
    expectOrder(
      steps.map((count) => 1 / count),
      steps.map((count) => totalVariation(solved(400, count, "extrapolated"), fine)),
      2,
      "time, extrapolated",
    );
  });

  it("first order in time with backward Euler", () => {
    const steps = [50, 100, 200];
    expectOrder(
      steps.map((count) => 1 / count),
      steps.map((count) => error(800, count, "backward-euler")),
      1,
      "time, backward Euler",
    );
  });

  it("says how much the extrapolation changed, and that it cut nothing here", () => {
    const faces = stretched(200);
    const equation: LineFokkerPlanck = {
      faces: () => faces,
      drift: () => faces.subarray(1, -1).map((x) => -x),
      diffusion: () => new Float64Array(200).fill(1),
    };
    const mass = masses(faces, start.mean, start.variance);
    const change = [20, 40].map((steps) => {
      const times = Float64Array.from({ length: steps + 1 }, (_, k) => (duration * k) / steps);
      return solveLineFokkerPlanck(equation, mass, times);
    });
    expect(change[0]!.steppingChange).toBeGreaterThan(change[1]!.steppingChange);
    expect(change[1]!.limitedMass).toBeLessThan(1e-6);
  });
});
