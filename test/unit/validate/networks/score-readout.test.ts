import { describe, expect, it } from "vitest";
import { type NetworkTarget, scoreReadout } from "../../../../src/validate/index.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";
import { smallProcess } from "../../../support/training.ts";

const { schedule } = smallProcess;
const [clean, noise, t] = [0.7, -1.3, 0.4];
const [alpha, sigma] = [schedule.alpha(t), schedule.sigma(t)];
const x = alpha * clean + sigma * noise;

describe("how a score is read off a network", () => {
  it.each<[NetworkTarget, number]>([
    ["score", -noise / sigma],
    ["score-beyond-noise", (alpha * clean) / sigma ** 2],
    ["noise", noise],
    ["denoiser", clean],
  ])("a perfect %s of one draw gives the score of that draw", (name, output) => {
    const readout = scoreReadout(name, schedule);
    const score = readout.output(t) * output + readout.state(t) * x;
    expectClose(score, -noise / sigma, rounding(x / sigma ** 2));
  });

  it("refuses other names", () => {
    expect(() => scoreReadout("velocity" as NetworkTarget, schedule)).toThrow(
      "score, score-beyond-noise, noise or denoiser",
    );
  });
});
