import { describe, expect, it } from "vitest";
import { points } from "../../../../src/core/index.ts";
import { seededRng } from "../../../../src/numerics/index.ts";
import {
  fixedDraws,
  fixedNoise,
  freshDraws,
  freshNoise,
  freshNoiseAt,
  sharedDraws,
} from "../../../../src/validate/index.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";
import { smallProcess } from "../../../support/training.ts";

const { schedule, data } = smallProcess;
const law = { data, schedule, times: "log-uniform" } as const;
const five = points([[0], [1], [2], [3], [4]]);

describe("training draws", () => {
  it("are x = α x₀ + σ ε at times between cutoff and terminal time", () => {
    const { clean, states, noise } = fixedDraws(law, 50).list(seededRng(1));
    for (let n = 0; n < 50; n++) {
      const t = states.t[n]!;
      expect(t).toBeGreaterThanOrEqual(schedule.cutoffTime);
      expect(t).toBeLessThanOrEqual(schedule.terminalTime);
      const x = schedule.alpha(t) * clean.values[n]! + schedule.sigma(t) * noise[n]!;
      expectClose(states.x.values[n]!, x, rounding(1));
    }
  });

  it("repeat a member's points with fixed noise of their own", () => {
    const { clean, states } = fixedNoise(five, 3, schedule, "uniform").list(seededRng(1));
    expect(Array.from(clean.values)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]);
    expect(new Set(states.t).size).toBe(15);
  });

  it("of a stream depend on the number of the step alone", () => {
    const member = freshDraws(law).member(seededRng(1));
    const third = member(3, 4);
    member(4, 4);
    expect(member(3, 4)).toEqual(third);
    expect(member(4, 4).noise).not.toEqual(third.noise);
  });

  it("with fresh noise come from a training set of different points that stays", () => {
    const member = freshNoise(five, 3, schedule, "uniform").member(seededRng(2));
    const seen = new Set([...member(0, 200).clean.values, ...member(1, 200).clean.values]);
    expect(seen.size).toBe(3);
    const others = freshNoise(five, 3, schedule, "uniform").member(seededRng(3));
    expect(new Set(others(0, 200).clean.values)).not.toEqual(seen);
  });

  it("at times of their own stay at member m's, with x = α x₀ + σ ε and new noise at every step", () => {
    const times = [0.1, 0.4, 0.9];
    const source = freshNoiseAt(data, schedule, times);
    for (const m of [0, 1, 2, 4]) {
      const draw = source.member(seededRng(m), m);
      const { clean, states, noise } = draw(5, 20);
      const t = times[m % 3]!;
      expect(new Set(states.t)).toEqual(new Set([t]));
      noise.forEach((value, n) => {
        const x = schedule.alpha(t) * clean.values[n]! + schedule.sigma(t) * value;
        expectClose(states.x.values[n]!, x, rounding(1));
      });
      expect(draw(5, 20)).toEqual({ clean, states, noise });
      expect(draw(6, 20).noise).not.toEqual(noise);
    }
    expect(() => freshNoiseAt(data, schedule, [])).toThrow(/times = \[\] must be at least one time/);
    expect(() => freshNoiseAt(data, schedule, [0.1, 2])).toThrow(
      /times\[1\] = 2 must be between the cutoff time 0.05 and the terminal time 1/,
    );
  });

  it("shared by all members are the same whatever the stream", () => {
    const draws = fixedDraws(law, 4).list(seededRng(1));
    expect(sharedDraws(draws).list(seededRng(9))).toBe(draws);
  });

  it("refuse counts that are none", () => {
    expect(() => fixedDraws(law, 0)).toThrow("count = 0 must be a positive integer");
    expect(() => fixedNoise(five, 1.5, schedule, "uniform")).toThrow("copies");
    expect(() => freshNoise(five, 6, schedule, "uniform")).toThrow("size = 6 must be at most the 5 points");
  });
});
