import { describe, expect, it } from "vitest";
import { points } from "../../../../src/core/index.ts";
import { networkInput } from "../../../../src/linear-models/index.ts";
import { gentleSchedule } from "../../../support/linear-models.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const { cutoffTime, terminalTime } = gentleSchedule;
const at = (t: number) => ({ x: points([[0.5, -2]]), t: Float64Array.of(t) });

describe("the input of a network", () => {
  it.each(["time", "log-noise"] as const)("is the scaled state and a clock from −1 to 1 (%s)", (clock) => {
    const input = networkInput(gentleSchedule, 2, { spaceScale: 3, timeScale: 2, clock });
    for (const [t, reading] of [
      [cutoffTime, -2],
      [terminalTime, 2],
    ] as const) {
      const z = input.inputs(at(t));
      expect([z.count, z.dim, z.values[0], z.values[1]]).toEqual([1, 3, 1.5, -6]);
      expectClose(z.values[2]!, reading, rounding(2));
    }
  });

  it("has a clock linear in t, or in the logarithm of the noise", () => {
    const middle = (cutoffTime + terminalTime) / 2;
    expectClose(networkInput(gentleSchedule, 2, { clock: "time" }).inputs(at(middle)).values[2]!, 0, rounding(1));
    const [low, now, high] = [cutoffTime, middle, terminalTime].map((t) => Math.log(gentleSchedule.sigma(t)));
    const share = (2 * (now! - low!)) / (high! - low!) - 1;
    expectClose(networkInput(gentleSchedule, 2).inputs(at(middle)).values[2]!, share, rounding(1));
  });

  it("gives every state of a batch its own clock", () => {
    const batch = { x: points([[1], [2], [3]]), t: Float64Array.of(0.2, 0.2, 0.7) };
    const input = networkInput(gentleSchedule, 1);
    const { values } = input.inputs(batch);
    [0, 1, 2].forEach((n) => {
      const one = input.inputs({ x: points([[n + 1]]), t: batch.t.slice(n, n + 1) });
      expect([...values.slice(2 * n, 2 * n + 2)]).toEqual([...one.values]);
    });
  });

  it("refuses a scale that is not positive", () => {
    expect(() => networkInput(gentleSchedule, 1, { spaceScale: 0 })).toThrow("spaceScale");
    expect(() => networkInput(gentleSchedule, 1, { timeScale: -1 })).toThrow("timeScale");
  });
});
