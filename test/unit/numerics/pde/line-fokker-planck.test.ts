import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bernoulli, type LineFokkerPlanck, solveLineFokkerPlanck } from "../../../../src/numerics/index.ts";
import { logUniform, uniform } from "../../../support/arbitraries.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const seed = 52101;

/** Coefficients as functions of the state, on faces that do not move. */
function onFixedFaces(
  faces: Float64Array,
  drift: (x: number) => number,
  diffusion: (x: number) => number,
): LineFokkerPlanck {
  return {
    faces: () => faces,
    drift: () => faces.subarray(1, -1).map(drift),
    diffusion: () =>
      Float64Array.from({ length: faces.length - 1 }, (_, i) => diffusion((faces[i]! + faces[i + 1]!) / 2)),
  };
}

/** Faces whose widths are the given positive numbers. */
function facesOf(widths: readonly number[]): Float64Array {
  const faces = new Float64Array(widths.length + 1);
  widths.forEach((width, i) => {
    faces[i + 1] = faces[i]! + width;
  });
  return faces;
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

describe("bernoulli", () => {
  it("is the generating function of the Bernoulli numbers near zero", () => {
    fc.assert(
      fc.property(logUniform(1e-300, 1e-3), fc.constantFrom(-1, 1), (size, sign) => {
        const y = sign * size;
        // The next term of the series, y⁴/720, is below rounding at 1e-3.
        expectClose(bernoulli(y), 1 - y / 2 + (y * y) / 12, rounding(1));
      }),
      { seed },
    );
    expect(bernoulli(0)).toBe(1);
  });

  it("obeys Be(−y) = Be(y) + y = eʸ Be(y), and turns into upwinding for large arguments", () => {
    fc.assert(
      fc.property(uniform(-600, 600), (y) => {
        expectClose(bernoulli(-y), bernoulli(y) + y, rounding(Math.abs(y) + 1));
        expectClose(bernoulli(-y) / (Math.exp(y) * bernoulli(y)), 1, rounding(1));
      }),
      { seed },
    );
    expect(bernoulli(1e4)).toBe(0);
    expect(bernoulli(-1e4)).toBe(1e4);
  });
});

describe("Fokker–Planck on a line", () => {
  const problem = fc.record({
    widths: fc.array(logUniform(1e-6, 1), { minLength: 2, maxLength: 12 }),
    masses: fc.array(fc.oneof(fc.constant(0), logUniform(1e-200, 1)), { minLength: 12, maxLength: 12 }),
    slope: uniform(-50, 50),
    shift: uniform(-50, 50),
    level: fc.oneof(fc.constant(0), logUniform(1e-12, 10)),
    step: logUniform(1e-6, 10),
    stepping: fc.constantFrom("backward-euler" as const, "extrapolated" as const),
  });

  it("conserves mass and keeps it non-negative for any drift, diffusion, mesh and step", () => {
    fc.assert(
      fc.property(problem, ({ widths, masses, slope, shift, level, step, stepping }) => {
        const faces = facesOf(widths);
        const mass = Float64Array.from(masses.slice(0, widths.length));
        const equation = onFixedFaces(
          faces,
          (x) => shift + slope * x,
          (x) => level * (1 + Math.cos(7 * x)),
        );
        const times = Float64Array.from({ length: 6 }, (_, k) => k * step);
        const solved = solveLineFokkerPlanck(equation, mass, times, stepping).mass;
        expect(Math.min(...solved)).toBeGreaterThanOrEqual(0);
        // Three solves a step, each with a rounding or two for every cell.
        expectClose(sum(solved), sum(mass), rounding(sum(mass), 5 * 3 * 4 * widths.length));
      }),
      { seed, numRuns: 400 },
    );
  });

  it("holds the stationary density of constant drift and diffusion exactly: cell masses fall off like exp(v x/B)", () => {
    const faces = Float64Array.from({ length: 41 }, (_, i) => i / 10);
    const [v, b] = [-3, 0.25];
    const mass = Float64Array.from({ length: 40 }, (_, i) => Math.exp((v / b) * ((faces[i]! + faces[i + 1]!) / 2)));
    const equation = onFixedFaces(
      faces,
      () => v,
      () => b,
    );
    const { mass: after } = solveLineFokkerPlanck(equation, mass, Float64Array.of(0, 0.5, 30), "backward-euler");
    // Each mass keeps its own relative accuracy, over 20 orders of magnitude.
    after.forEach((value, i) => {
      expectClose(value / mass[i]!, 1, rounding(1, 40 * 40));
    });
  });

  it("in Itô form leaves a density with constant B q at rest, and moves none of it without diffusion or drift", () => {
    const faces = facesOf([0.3, 0.1, 0.2, 0.4, 0.1, 0.15]);
    const b = (x: number): number => Math.exp(3 * x);
    const density = Float64Array.from({ length: 6 }, (_, i) => 1 / b((faces[i]! + faces[i + 1]!) / 2));
    const mass = density.map((value, i) => value * (faces[i + 1]! - faces[i]!));
    const still: LineFokkerPlanck = { ...onFixedFaces(faces, () => 0, b), drift: () => null };
    solveLineFokkerPlanck(still, mass, Float64Array.of(0, 1, 2)).mass.forEach((value, i) => {
      // A rounding of the larger masses next to a small one reaches it through the flux.
      expectClose(value, mass[i]!, rounding(sum(mass), 2 * 3 * 4 * 6));
    });
    const frozen: LineFokkerPlanck = { ...still, diffusion: () => new Float64Array(6) };
    expect(solveLineFokkerPlanck(frozen, mass, Float64Array.of(0, 1)).mass).toEqual(mass);
  });

  it("follows a deterministic clock whichever way the times run", () => {
    const faces = facesOf([1, 1, 1, 1]);
    const equation = onFixedFaces(
      faces,
      (x) => x - 1,
      () => 0.2,
    );
    const mass = Float64Array.of(0.1, 0.4, 0.3, 0.2);
    const forward = solveLineFokkerPlanck(equation, mass, Float64Array.of(0, 0.5, 1));
    const backward = solveLineFokkerPlanck(equation, mass, Float64Array.of(1, 0.5, 0));
    expect(backward.mass).toEqual(forward.mass);
    expect(mass).toEqual(Float64Array.of(0.1, 0.4, 0.3, 0.2));
  });

  it("refuses what is not a mass, a mesh, a clock or a diffusion", () => {
    const faces = facesOf([1, 1]);
    const good = onFixedFaces(
      faces,
      () => 0,
      () => 1,
    );
    const mass = Float64Array.of(0.5, 0.5);
    const times = Float64Array.of(0, 1);
    expect(() => solveLineFokkerPlanck(good, Float64Array.of(0.5, -0.1), times)).toThrow("mass[1] = -0.1");
    expect(() => solveLineFokkerPlanck(good, Float64Array.of(1), times)).toThrow("at least 2 cells");
    expect(() => solveLineFokkerPlanck(good, mass, Float64Array.of(0, 1, 1))).toThrow("times[2] = 1");
    expect(() => solveLineFokkerPlanck({ ...good, faces: () => Float64Array.of(0, 1, 1) }, mass, times)).toThrow(
      "above 1",
    );
    expect(() =>
      solveLineFokkerPlanck(
        onFixedFaces(
          faces,
          () => 0,
          () => -1,
        ),
        mass,
        times,
      ),
    ).toThrow("diffusion[0]");
    expect(() =>
      solveLineFokkerPlanck(
        onFixedFaces(
          faces,
          () => NaN,
          () => 1,
        ),
        mass,
        times,
      ),
    ).toThrow("drift[0]");
    expect(() => solveLineFokkerPlanck(good, Float64Array.of(0.2, 0.3, 0.5), times)).toThrow("G + 1 faces");
  });
});
