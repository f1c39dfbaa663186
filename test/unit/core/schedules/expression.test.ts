import { describe, expect, it } from "vitest";
import { expressionSchedule, variancePreserving } from "../../../../src/core/index.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const window = { cutoffTime: 0.01, terminalTime: 0.9 };

describe("expressionSchedule", () => {
  it("sqrt(1-t), sqrt(t) has drift rate and diffusivity 1 / (2 (1 - t))", async () => {
    const schedule = await expressionSchedule({ alpha: "sqrt(1-t)", sigma: "sqrt(t)", ...window });
    for (const t of [0.05, 0.5, 0.75]) {
      expectClose(schedule.alpha(t), Math.sqrt(1 - t), rounding(1));
      expectClose(schedule.variance(t), t, rounding(1));
      expectClose(schedule.beta(t), 0.5 / (1 - t), rounding(2, 64));
      expectClose(schedule.diffusivity(t), 0.5 / (1 - t), rounding(2, 64));
    }
  });

  it("a closed-form schedule written as formulas is that schedule", async () => {
    const exact = variancePreserving({ drift: "beta", cutoffTime: 1e-3 });
    const written = await expressionSchedule({
      alpha: "exp(-(0.1 t + 9.95 t^2))",
      sigma: "sqrt(-expm1(-2 (0.1 t + 9.95 t^2)))",
      cutoffTime: 1e-3,
      terminalTime: 1,
    });
    for (const t of [1e-3, 0.2, 1]) {
      for (const quantity of ["alpha", "sigma", "variance", "beta", "diffusivity"] as const) {
        expectClose(written[quantity](t), exact[quantity](t), rounding(exact[quantity](t), 256), quantity);
      }
    }
  });

  it("a constant signal has no drift", async () => {
    const schedule = await expressionSchedule({ alpha: "1", sigma: "0.5+t", cutoffTime: 0, terminalTime: 2 });
    expect(schedule.beta(1)).toBe(0);
    expect(Object.is(schedule.beta(1), 0)).toBe(true);
    expect(schedule.diffusivity(1)).toBe(1.5);
  });

  it.each([
    [{ sigma: "sqrt(t)", cutoffTime: 0 }, "sigma at t = 0 = 0 must be above 0"],
    [{ alpha: "sqrt(1-t)", terminalTime: 1 }, "alpha at t = 1 = 0 must be above 0"],
    [{ alpha: "sqrt(1-t)", terminalTime: 2 }, "= NaN must be a finite number"],
    [{ alpha: "1+t" }, "alpha at t = 0.01 = 1.01 must be non-increasing; alpha is 1+t"],
    [{ alpha: "cos(4 t)+2" }, "must be non-increasing"],
    [{ sigma: "1-t" }, "sigma at t = 0.01 = 0.99 must be increasing; sigma is 1-t"],
    [{ sigma: "1" }, "must be increasing"],
    [{ sigma: "0.1+abs(t-0.3)" }, "must be increasing"],
    [{ sigma: "-t" }, "must be above 0"],
    [{ sigma: "1/(t-0.5)" }, "must be above 0"],
    [{ sigma: "s" }, 'unknown symbol "s"'],
    [{ sigma: "min(t,1)" }, "must be differentiable"],
    [{ cutoffTime: 0.9 }, "cutoffTime = 0.9 must be below terminalTime = 0.9"],
    [{ cutoffTime: Number.NaN }, "cutoffTime = NaN"],
  ])("refuses %o", async (change, message) => {
    const made = expressionSchedule({ alpha: "1", sigma: "t", ...window, ...change });
    await expect(made).rejects.toThrow(message);
    await expect(made).rejects.toMatchObject({ name: "ArgumentError" });
  });
});
