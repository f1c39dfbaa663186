import { describe, expect, it } from "vitest";
import { networkInput } from "../../../../src/linear-models/index.ts";
import { affineInput, clockInput, embeddedInput, featureInput } from "../../../../src/validate/index.ts";
import { fewBumps, statesOf } from "../../../support/linear-models.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";
import { smallProcess } from "../../../support/training.ts";

const { schedule } = smallProcess;
const states = statesOf(
  [
    [-0.7, 0.05],
    [0.2, 0.3],
    [1.4, 0.3],
    [0, 1],
  ],
  1,
);

describe("what a network is fed", () => {
  it("the affine input is (x/√(α² v + σ²), 1)", () => {
    const found = affineInput(schedule, 1, 3).inputs(states).values;
    states.t.forEach((t, n) => {
      const scale = Math.sqrt(3 * schedule.alpha(t) ** 2 + schedule.variance(t));
      expectClose(found[2 * n]!, states.x.values[n]! / scale, rounding(2));
      expect(found[2 * n + 1]).toBe(1);
    });
    expect(() => affineInput(schedule, 1, 0)).toThrow(/variance = 0 must be finite and positive/);
  });

  it.each(["time", "log-noise"] as const)(
    "the plain input with a clock in %s is that of the infinitely wide network",
    (clock) => {
      const options = { spaceScale: 0.8, timeScale: 1.5, clock };
      const found = clockInput(schedule, 1, options).inputs(states).values;
      const expected = networkInput(schedule, 1, options).inputs(states).values;
      expected.forEach((value, i) => {
        expectClose(found[i]!, value, rounding(1));
      });
    },
  );

  it.each([
    ["plain", clockInput(schedule, 1)],
    ["embedded", embeddedInput(schedule, 1, 3)],
  ])("the parts of the %s input are its numbers", (_, input) => {
    const { values, dim } = input.inputs(states);
    for (let n = 0; n < states.x.count; n++) {
      const t = states.t[n]!;
      const row = [input.parts!.spaceScale(t) * states.x.values[n]!, ...input.parts!.clock(t)];
      expect(Array.from(values.subarray(n * dim, (n + 1) * dim))).toEqual(row);
    }
  });

  it("the embedded clock runs from −1 at the cutoff time to 1 at the terminal time", () => {
    const { clock } = embeddedInput(schedule, 1, 1).parts!;
    expectClose(clock(schedule.cutoffTime)[0]!, -1, rounding(1));
    expectClose(clock(schedule.terminalTime)[0]!, 1, rounding(1));
    expectClose(clock(schedule.terminalTime)[1]!, 1, rounding(1));
  });

  it("features are their own inputs", () => {
    const features = fewBumps(1);
    const input = featureInput(features);
    expect(input.inputs(states).values).toEqual(features.evaluate(states).values);
    expect(input.size).toBe(features.featureCount);
  });

  it("refuses scales and frequencies that are none", () => {
    expect(() => clockInput(schedule, 1, { spaceScale: 0 })).toThrow("spaceScale");
    expect(() => clockInput(schedule, 1, { timeScale: -1 })).toThrow("timeScale");
    expect(() => embeddedInput(schedule, 1, 0)).toThrow("frequencies");
  });
});
