import { describe, it } from "vitest";
import { type FixedStepMethod, integrateAdaptive, integrateOnGrid, type OdeRight } from "../../src/numerics/index.ts";
import { expectOrder } from "../support/measured-order.ts";

/** Pendulum with a time-dependent push; nonlinear, not autonomous, two components. */
const pendulum: OdeRight = (x, t) => Float64Array.of(x[1]!, -Math.sin(x[0]!) + 0.3 * Math.cos(2 * t));
const start = Float64Array.of(1, 0.2);
const exact = integrateAdaptive(pendulum, start, 0, 3, { relativeTolerance: 1e-14, absoluteTolerance: 1e-15 }).x;
const distance = (x: Float64Array) => Math.hypot(x[0]! - exact[0]!, x[1]! - exact[1]!);

/** Steps of unequal length, h (1 ± 1/2), so that nothing cancels by uniformity. */
function stretchedGrid(count: number): Float64Array {
  return Float64Array.from(
    { length: count + 1 },
    (_, i) => 3 * (i / count + (0.5 * Math.sin((2 * Math.PI * i) / count)) / (2 * Math.PI)),
  );
}

describe("fixed-step integrators converge with the order they claim", () => {
  const claims: readonly [FixedStepMethod, number, readonly number[]][] = [
    ["euler", 1, [1000, 2000, 4000]],
    ["heun", 2, [200, 400, 800]],
    ["rk4", 4, [80, 160, 320]],
  ];
  for (const [method, order, counts] of claims) {
    it(`${method} has order ${order}`, () => {
      const errors = counts.map((count) => distance(integrateOnGrid(method, pendulum, start, stretchedGrid(count))));
      expectOrder(
        counts.map((count) => 1 / count),
        errors,
        order,
        method,
      );
    });
    it(`${method} has order ${order} backwards in time`, () => {
      const errors = counts.map((count) => {
        const back = integrateOnGrid(method, pendulum, exact, stretchedGrid(count).reverse());
        return Math.hypot(back[0]! - start[0]!, back[1]! - start[1]!);
      });
      expectOrder(
        counts.map((count) => 1 / count),
        errors,
        order,
        method,
      );
    });
  }
});

describe("Dormand–Prince 5(4)", () => {
  const atTolerance = (tolerance: number) =>
    integrateAdaptive(pendulum, start, 0, 3, { relativeTolerance: tolerance, absoluteTolerance: tolerance });

  it("has a local error of order 6, that of a fifth-order method", () => {
    // One step of length h from a start that is exact: the local error is h⁶.
    const steps = [0.2, 0.1, 0.05];
    const errors = steps.map((h) => {
      const single = integrateAdaptive(pendulum, start, 0, h, {
        relativeTolerance: 0.5,
        absoluteTolerance: 0.5,
        initialStep: h,
      });
      const fine = integrateAdaptive(pendulum, start, 0, h, { relativeTolerance: 1e-14, absoluteTolerance: 1e-16 });
      return Math.hypot(single.x[0]! - fine.x[0]!, single.x[1]! - fine.x[1]!);
    });
    expectOrder(steps, errors, 6, "one step");
  });

  it("has a global error proportional to the tolerance", () => {
    const tolerances = [1e-5, 1e-7, 1e-9, 1e-11];
    expectOrder(
      tolerances,
      tolerances.map((tolerance) => distance(atTolerance(tolerance).x)),
      1,
      "error against tolerance",
    );
  });
});
