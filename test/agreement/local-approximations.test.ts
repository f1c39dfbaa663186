import { describe, expect, it } from "vitest";
import { meanEstimate, probabilityFlow, type ScoreEnsemble } from "../../src/core/index.ts";
import { gapFillingCell, gapRegions } from "../../src/experiments/figures/gap-filling-setting.ts";
import { gapGrid } from "../../src/experiments/figures/gap-filling-tasks.ts";
import { factorAt, populationResult } from "../../src/experiments/population-result.ts";
import { gaussianWeightEnsemble } from "../../src/linear-models/index.ts";
import { seededRng } from "../../src/numerics/index.ts";
import { fieldStream, labelSetting, localLaw, pathAverage, scaledLabelNoise } from "../../src/path-integral/index.ts";
import { massPerModel } from "../../src/validate/index.ts";
import { expectClose } from "../support/tolerance.ts";

const seed = 40703;
const { process, model } = gapFillingCell(0.01, 1, gapGrid("euler-300"));
const population = populationResult(model, process);
const ensembleAt = (sampleCount: number): ScoreEnsemble =>
  gaussianWeightEnsemble("sandwich", model, process, population.solution, factorAt(population.factor, sampleCount));
const x = Float64Array.of(-0.75, -0.25, 0.25, 0.75);
const setting = labelSetting(
  process,
  gaussianWeightEnsemble("unit", model, process, population.solution, population.factor),
  {
    method: "euler",
    cells: 500,
    x,
  },
);

/** Standard deviation of the end state from fixed starts, over sampled fields. */
function sampledSpread(starts: readonly number[], sampleCount: number, fields: number): number[] {
  const ensemble = ensembleAt(sampleCount);
  const rng = seededRng(seed).split(`P=${sampleCount}`);
  const sum = new Float64Array(starts.length);
  const squares = new Float64Array(starts.length);
  for (let m = 0; m < fields; m++) {
    const from = { count: starts.length, dim: 1, values: Float64Array.from(starts) };
    probabilityFlow(process, ensemble.draw(fieldStream(rng, m)), from, { method: "euler" }).values.forEach((end, i) => {
      sum[i]! += end;
      squares[i]! += end * end;
    });
  }
  return starts.map((_, i) => Math.sqrt((squares[i]! - sum[i]! ** 2 / fields) / (fields - 1)));
}

/** J √(Q/P) at a start, between the labels around it. */
function weakNoiseSpread(start: number, sampleCount: number): number {
  const { labels, stretching, variance } = setting.noise;
  const k = labels.findIndex((label) => label > start);
  const share = (start - labels[k - 1]!) / (labels[k]! - labels[k - 1]!);
  const at = (n: number): number => Math.abs(stretching[n]!) * Math.sqrt(variance[n]! / sampleCount);
  return (1 - share) * at(k - 1) + share * at(k);
}

describe("weak noise against sampled Gaussian fields, three points, ε = 0.01", () => {
  const starts = [-1.1, 0.1, 1, 1.5];
  const fields = 800;
  // Relative standard error of a standard deviation of n normals, √(1/2n) = 2.5 %.
  const error = Math.sqrt(1 / (2 * fields));

  it.each([
    [1_000_000, 0.01],
    [65_536, 0.05],
  ])("end-point spread at P = %i within %f and sampling error", (sampleCount, share) => {
    sampledSpread(starts, sampleCount, fields).forEach((found, i) => {
      const predicted = weakNoiseSpread(starts[i]!, sampleCount);
      expectClose(
        found / predicted,
        1,
        { bound: share + 4 * error, reason: `${share} and four standard errors` },
        `start ${starts[i]}`,
      );
    });
  });

  it("at P = 4096 it fails near a separatrix: paths from 0.2 spread several times wider", () => {
    const [found] = sampledSpread([0.2], 4096, 400);
    expect(found).toBeGreaterThan(3 * weakNoiseSpread(0.2, 4096));
  });
});

describe("the local second-order equation against sampled Gaussian fields", () => {
  it.each([65_536, 16_384])("gap mass at P = %i; without its drift it is far off", (sampleCount) => {
    const models = 600;
    const { distribution } = pathAverage({ method: "euler", models, pathsPerModel: 12 }).propagate(
      seededRng(seed),
      process,
      ensembleAt(sampleCount),
    );
    if (distribution.kind !== "samples") throw new Error(distribution.kind);
    const sampled = meanEstimate(massPerModel(distribution, gapRegions.find(({ name }) => name === "gap")!));
    const at = { ...setting, noise: scaledLabelNoise(setting.noise, 1 / sampleCount) };
    const gapOf = (drift: "second-order" | "none"): number => {
      const { cdf } = localLaw(process, at, x, drift);
      return cdf[1]! - cdf[0]! + cdf[3]! - cdf[2]!;
    };
    expectClose(gapOf("second-order"), sampled.value, {
      bound: 4 * sampled.standardError + 5e-4,
      reason: "four standard errors, and the next order in V",
    });
    expect(gapOf("none")).toBeLessThan(sampled.value - 2 * sampled.standardError);
  });
});
