import { describe, expect, it } from "vitest";
import type { ScoreField } from "../../../src/core/index.ts";
import { gaussianMixture, geometricGrid, varianceExploding } from "../../../src/core/index.ts";
import { seededRng } from "../../../src/numerics/index.ts";
import { diffusionSampler, flowSampler, sampleFields } from "../../../src/validate/index.ts";
import { expectClose, monteCarlo } from "../../support/tolerance.ts";

const rng = seededRng(30806);
const schedule = varianceExploding({ sigma: "t", cutoffTime: 0.1, terminalTime: 3 });
const processIn = (dim: number) => ({
  data: gaussianMixture({ components: [{ weight: 1, mean: new Array<number>(dim).fill(0), covariance: 1 }] }),
  schedule,
  grid: geometricGrid(schedule, 30),
});
/** The score of N(mean, (1 + t²) I). */
const field = (dim: number, mean: number): ScoreField => ({
  dim,
  score: (x, t) => x.values.map((value) => (mean - value) / (1 + t * t)),
});

describe("samples of members", () => {
  const flow = flowSampler({ method: "rk4" });

  it("are grouped by member and do not depend on the members beside them", () => {
    for (const sampler of [flow, diffusionSampler]) {
      const three = sampleFields(
        rng,
        processIn(2),
        [0, 5, -5].map((mean) => field(2, mean)),
        6,
        sampler,
      );
      expect([three.models, three.points.count, three.points.dim]).toEqual([3, 18, 2]);
      const two = sampleFields(
        rng,
        processIn(2),
        [0, 5].map((mean) => field(2, mean)),
        6,
        sampler,
      );
      expect(two.points.values).toEqual(three.points.values.subarray(0, 24));
    }
  });

  it("follow each member's own law, by the flow and by the diffusion", () => {
    const count = 2000;
    for (const sampler of [flow, diffusionSampler]) {
      const { points } = sampleFields(rng, processIn(2), [field(2, 0), field(2, 5)], count, sampler);
      // The start is at 0: its shift of 5 is shrunk by √(1.01/10) on the way, and by less in the diffusion.
      const mean = (m: number) =>
        points.values.subarray(2 * m * count, 2 * (m + 1) * count).reduce((sum, value) => sum + value, 0) / (2 * count);
      expectClose(mean(0), 0, monteCarlo(1 / Math.sqrt(2 * count)));
      expect(mean(1)).toBeGreaterThan(5 * (1 - Math.sqrt(1.01 / 10)) - 5 / Math.sqrt(2 * count));
    }
  });

  it("start in strata on the line, so that the flow's mean has no sampling error to speak of", () => {
    const { points } = sampleFields(rng, processIn(1), [field(1, 1)], 400, flow);
    const mean = points.values.reduce((sum, value) => sum + value, 0) / 400;
    // 1 − g with g² = (1 + 0.1²)/(1 + 3²); a mean over n strata of a normal of width 3g errs by below 3g · 2/n^(3/4).
    expectClose(mean, 1 - Math.sqrt(1.01 / 10), {
      bound: (3 * 0.32 * 2) / 400 ** 0.75,
      reason: "jitter inside strata",
    });
  });

  it("need a member and a path", () => {
    expect(() => sampleFields(rng, processIn(1), [], 1, flow)).toThrow(/fields/);
    expect(() => sampleFields(rng, processIn(1), [field(1, 0)], 0, flow)).toThrow(/paths/);
  });
});
