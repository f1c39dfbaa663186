import { describe, expect, it } from "vitest";
import { ArgumentError, ConvergenceError, integrateAdaptive } from "../../../../src/numerics/index.ts";
import { expectClose } from "../../../support/tolerance.ts";

const decay = (x: Float64Array) => x.map((value) => -value);
const start = Float64Array.of(1, -3);
/** Local errors are below the tolerance; a stable equation adds up at most a few dozen of them. */
const global = (tolerance: number) => ({ bound: 50 * tolerance, reason: `at most fifty local errors of ${tolerance}` });

describe("integrateAdaptive", () => {
  it("reaches the tolerance up and down in time", () => {
    for (const tolerance of [1e-4, 1e-8, 1e-12]) {
      const options = { relativeTolerance: tolerance, absoluteTolerance: tolerance };
      const { x } = integrateAdaptive(decay, start, 0, 2, options);
      expectClose(x[0]!, Math.exp(-2), global(tolerance));
      expectClose(x[1]!, -3 * Math.exp(-2), global(3 * tolerance));
      expectClose(integrateAdaptive(decay, x, 2, 0, options).x[1]!, -3, global(30 * tolerance));
    }
  });

  it("is as accurate for the worst member of a batch as for that member alone", () => {
    const right = (x: Float64Array, t: number) =>
      x.map((value, i) => (i === 999 ? -value * (1 + 50 * Math.exp(-(((t - 1) / 0.01) ** 2))) : -value));
    const { x } = integrateAdaptive(right, new Float64Array(1000).fill(1), 0, 2, {
      relativeTolerance: 1e-9,
      absoluteTolerance: 1e-9,
    });
    expectClose(x[999]!, Math.exp(-2 - 0.5 * Math.sqrt(Math.PI)), global(1e-9));
  });

  it("takes small steps where it must: the stiff end of a flow at small noise", () => {
    // dx/dt = x / 2t is x = √t: steps shrink a thousandfold on the way down.
    const { x, steps } = integrateAdaptive((y, t) => y.map((value) => value / (2 * t)), Float64Array.of(1), 1, 1e-6);
    expectClose(x[0]!, 1e-3, global(1e-10));
    expect(steps).toBeLessThan(400);
  });

  it("counts rejected steps when the first is far too long", () => {
    const { rejected } = integrateAdaptive((x, t) => x.map((value) => -value * Math.cos(20 * t)), start, 0, 5, {
      initialStep: 5,
    });
    expect(rejected).toBeGreaterThan(0);
  });

  it("does not write to the start, and returns it for no time and for no state", () => {
    expect(integrateAdaptive(decay, start, 1, 1)).toEqual({ x: start, steps: 0, rejected: 0 });
    expect(integrateAdaptive(decay, new Float64Array(0), 0, 1).x).toHaveLength(0);
    integrateAdaptive(decay, start, 0, 1);
    expect(start).toEqual(Float64Array.of(1, -3));
  });

  it("stays at rest where nothing moves, with an absolute tolerance of zero too", () => {
    const still = (x: Float64Array) => x.map(() => 0);
    expect(integrateAdaptive(still, Float64Array.of(0, 5), 0, 1, { absoluteTolerance: 0 }).x).toEqual(
      Float64Array.of(0, 5),
    );
  });

  it("lets the right-hand side return the same array every time", () => {
    const buffer = new Float64Array(2);
    const reusing = (x: Float64Array) => {
      buffer[0] = -x[0]!;
      buffer[1] = -x[1]!;
      return buffer;
    };
    expect(integrateAdaptive(reusing, start, 0, 2)).toEqual(integrateAdaptive(decay, start, 0, 2));
  });

  it("gives up with an error at a singularity and at the end of its budget", () => {
    const square = (x: Float64Array) => x.map((value) => value * value);
    expect(() => integrateAdaptive(square, Float64Array.of(1), 0, 2)).toThrow(ConvergenceError);
    expect(() => integrateAdaptive(decay, start, 0, 100, { maxSteps: 3 })).toThrow("raise maxSteps");
  });

  it("refuses tolerances, times and steps outside their domain", () => {
    expect(() => integrateAdaptive(decay, start, Number.NaN, 1)).toThrow(ArgumentError);
    expect(() => integrateAdaptive(decay, start, 0, Number.POSITIVE_INFINITY)).toThrow(ArgumentError);
    for (const options of [
      { relativeTolerance: -1 },
      { absoluteTolerance: Number.NaN },
      { initialStep: 0 },
      { relativeTolerance: 0, absoluteTolerance: 0 },
    ]) {
      expect(() => integrateAdaptive(decay, start, 0, 1, options)).toThrow(ArgumentError);
    }
  });
});
