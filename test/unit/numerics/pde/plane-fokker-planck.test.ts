import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type PlaneFokkerPlanck,
  solveLineFokkerPlanck,
  solvePlaneFokkerPlanck,
} from "../../../../src/numerics/index.ts";
import { latticeDirections } from "../../../../src/numerics/pde/lattice-directions.ts";
import { sellingInto } from "../../../../src/numerics/pde/selling.ts";
import { logUniform, uniform } from "../../../support/arbitraries.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const seed = 52106;
const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

/** A matrix with eigenvalues 1 and `ratio`, turned by `angle`. */
function turned(angle: number, ratio: number): [number, number, number] {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [c * c + ratio * s * s, (1 - ratio) * c * s, s * s + ratio * c * c];
}

describe("Selling's decomposition", () => {
  const parts = { direction: new Int32Array(3), weight: new Float64Array(3) };
  const recomposed = (): [number, number, number] => {
    const out: [number, number, number] = [0, 0, 0];
    for (let k = 0; k < 3; k++) {
      const { columns, rows } = latticeDirections[parts.direction[k]!]!;
      const w = parts.weight[k]!;
      expect(w).toBeGreaterThanOrEqual(0);
      out[0] += w * columns * columns;
      out[1] += w * columns * rows;
      out[2] += w * rows * rows;
    }
    return out;
  };

  it("gives every matrix back from lattice directions with non-negative weights, but for what it says it added", () => {
    fc.assert(
      fc.property(uniform(0, Math.PI), fc.oneof(fc.constant(0), logUniform(1e-6, 1)), (angle, ratio) => {
        const [a, m, b] = turned(angle, ratio);
        const added = sellingInto(parts, a, m, b);
        const [x, y, z] = recomposed();
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        // Added along the minor axis (−s, c); within reach 3 at most 3 % of the trace.
        expectClose(x, a + added * s * s, rounding(1, 64));
        expectClose(y, m - added * c * s, rounding(1, 64));
        expectClose(z, b + added * c * c, rounding(1, 64));
        expect(added).toBeGreaterThanOrEqual(0);
        expect(added).toBeLessThan(0.03);
        if (ratio > 0.03) expect(added).toBe(0);
      }),
      { seed, numRuns: 500 },
    );
  });

  it("takes a diagonal matrix as it is", () => {
    sellingInto(parts, 2, 0, 5);
    expect(recomposed()).toEqual([2, 0, 5]);
    expect(
      Array.from(parts.weight)
        .filter((w) => w > 0)
        .sort(),
    ).toEqual([2, 5]);
  });
});

describe("Fokker–Planck in the plane", () => {
  /** A rectangle of cells with coefficients as functions of column and row. */
  const equation = (
    columns: number,
    rows: number,
    drift: (i: number, j: number) => [number, number],
    diffusion: (i: number, j: number) => [number, number, number],
  ): PlaneFokkerPlanck => {
    const each = (f: (i: number, j: number) => number): Float64Array =>
      Float64Array.from({ length: columns * rows }, (_, c) => f(c % columns, Math.floor(c / columns)));
    const coefficients = {
      drift: { columns: each((i, j) => drift(i, j)[0]), rows: each((i, j) => drift(i, j)[1]) },
      diffusion: {
        xx: each((i, j) => diffusion(i, j)[0]),
        xy: each((i, j) => diffusion(i, j)[1]),
        yy: each((i, j) => diffusion(i, j)[2]),
      },
    };
    return { columns, rows, coefficients: () => coefficients };
  };

  it("conserves mass and keeps it non-negative for any drift, diffusion and step, on any rectangle", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        uniform(0, Math.PI),
        fc.oneof(fc.constant(0), logUniform(1e-4, 1)),
        logUniform(1e-6, 1e4),
        uniform(-30, 30),
        logUniform(1e-5, 10),
        (columns, rows, angle, ratio, size, speed, step) => {
          const given = equation(
            columns,
            rows,
            (i, j) => [speed * Math.cos(i + j), speed * Math.sin(2 * j)],
            (i, j) =>
              turned(angle + i - j, ratio).map((value) => value * size * ((i + j) % 3)) as [number, number, number],
          );
          const mass = Float64Array.from({ length: columns * rows }, (_, c) => (c % 4) ** 2 * 10 ** -(c % 7));
          const times = Float64Array.from({ length: 4 }, (_, k) => -k * step);
          const { mass: after } = solvePlaneFokkerPlanck(given, mass, times);
          expect(Math.min(...after)).toBeGreaterThanOrEqual(0);
          // Three steps of up to sixteen sweeps, each with a few roundings in every cell of a line.
          expectClose(sum(after), sum(mass), rounding(sum(mass), 3 * 16 * 8 * 9));
        },
      ),
      { seed, numRuns: 150 },
    );
  });

  it("spreads a mass with the covariance 2 B τ exactly, in every direction at once, away from the sides", () => {
    const [a, m, b] = turned(0.5, 0.2);
    const side = 61;
    const start = new Float64Array(side * side);
    start[(side * side - 1) / 2] = 1;
    const { mass } = solvePlaneFokkerPlanck(
      equation(
        side,
        side,
        () => [0, 0],
        () => [a, m, b],
      ),
      start,
      Float64Array.from({ length: 41 }, (_, k) => k / 20),
    );
    const moment = [0, 0, 0];
    mass.forEach((value, c) => {
      const [i, j] = [(c % side) - 30, Math.floor(c / side) - 30];
      moment[0]! += value * i * i;
      moment[1]! += value * i * j;
      moment[2]! += value * j * j;
    });
    // Jumps in an implicit step have exponential tails: 15 deviations away 1e-9 is left of them.
    [a, m, b].forEach((value, k) => {
      expectClose(moment[k]!, 2 * value * 2, { bound: 1e-6, reason: "mass that has reached the sides" });
    });
  });

  it("is the line solver in a single row", () => {
    const given = equation(
      6,
      1,
      (i) => [i - 2, 0],
      (i) => [0.3 * (i + 1), 0, 0],
    );
    const mass = Float64Array.of(0.1, 0.2, 0.4, 0.1, 0.1, 0.1);
    const found = solvePlaneFokkerPlanck(given, mass, Float64Array.of(0, 0.7)).mass;
    const { drift, diffusion } = given.coefficients(0);
    const faces = Float64Array.from({ length: 7 }, (_, i) => i);
    const line = lineStep(faces, drift!.columns, diffusion.xx, mass);
    found.forEach((value, i) => {
      expectClose(value, line[i]!, rounding(1, 64));
    });
  });

  it("refuses indefinite diffusion, negative masses, wrong sizes and times that turn back", () => {
    const good = equation(
      2,
      2,
      () => [0, 0],
      () => [1, 0, 1],
    );
    const mass = new Float64Array(4).fill(0.25);
    const times = Float64Array.of(0, 1);
    expect(() =>
      solvePlaneFokkerPlanck(
        equation(
          2,
          2,
          () => [0, 0],
          () => [1, 2, 1],
        ),
        mass,
        times,
      ),
    ).toThrow("semi-definite");
    expect(() =>
      solvePlaneFokkerPlanck(
        equation(
          2,
          2,
          () => [Number.NaN, 0],
          () => [1, 0, 1],
        ),
        mass,
        times,
      ),
    ).toThrow("drift");
    expect(() => solvePlaneFokkerPlanck(good, Float64Array.of(1, -1, 0, 0), times)).toThrow("mass[1]");
    expect(() => solvePlaneFokkerPlanck(good, new Float64Array(3), times)).toThrow("must agree");
    expect(() => solvePlaneFokkerPlanck(good, mass, Float64Array.of(0, 1, 0.5))).toThrow("times[2]");
    expect(() => solvePlaneFokkerPlanck({ ...good, columns: 4, rows: 1 }, mass, Float64Array.of(0))).toThrow(
      "at least 2",
    );
  });
});

function lineStep(faces: Float64Array, drift: Float64Array, diffusion: Float64Array, mass: Float64Array): Float64Array {
  const inner = Float64Array.from({ length: mass.length - 1 }, (_, i) => (drift[i]! + drift[i + 1]!) / 2);
  const line = { faces: () => faces, drift: () => inner, diffusion: () => diffusion };
  return solveLineFokkerPlanck(line, mass, Float64Array.of(0, 0.7), "backward-euler").mass;
}
