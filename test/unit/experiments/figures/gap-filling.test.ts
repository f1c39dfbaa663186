import { describe, expect, it } from "vitest";
import type { FigurePanel, ParallelMap } from "../../../../src/core/index.ts";
import {
  figurePanel,
  type PanelLaws,
  panelLaws,
  rowLaws,
} from "../../../../src/experiments/figures/gap-filling-panel.ts";
import { gapFilling, gapFillingCell, gapRegions } from "../../../../src/experiments/figures/gap-filling-setting.ts";
import { gapTable, publishedColumns, publishedTable } from "../../../../src/experiments/figures/gap-filling-tables.ts";
import {
  type GapMembers,
  gapGrid,
  gapSamples,
  runGapTask,
} from "../../../../src/experiments/figures/gap-filling-tasks.ts";
import { inThread } from "../../../../src/experiments/index.ts";
import { populationResult } from "../../../../src/experiments/population-result.ts";
import { noisedMarginal } from "../../../../src/theory/index.ts";
import { lookupSample, massPerModel } from "../../../../src/validate/index.ts";
import { expectClose, printed, rounding } from "../../../support/tolerance.ts";

const parallel: ParallelMap = inThread(async (task) => runGapTask(task));
const plan = { seed: 1, cutoffTime: 0.01, sampleCount: 64, models: 4, paths: 50 };

describe("the reference tables", () => {
  it("hold every panel and the exact score of every cutoff time, once", () => {
    const keys = publishedTable.map(({ cutoffTime, sampleCount }) => `${cutoffTime}/${sampleCount}`);
    const expected = gapFilling.cutoffTimes.flatMap((time) =>
      [null, ...gapFilling.sampleCounts].map((count) => `${time}/${count}`),
    );
    expect(keys.toSorted()).toEqual(expected.toSorted());
    for (const { values } of publishedTable) expect(values).toHaveLength(publishedColumns.length);
    const decomposed = (time: number) =>
      gapTable.filter(({ cutoffTime }) => cutoffTime === time).map(({ sampleCount }) => sampleCount);
    expect(decomposed(0.01)).toEqual([...gapFilling.sampleCounts]);
    expect(decomposed(0.001)).toEqual([1024, 256, 64]);
  });

  it("have masses that sum to one, to the digits printed", () => {
    for (const { cutoffTime, sampleCount, values } of publishedTable) {
      const sum = values.slice(0, 4).reduce((all, [mass]) => all + mass, 0);
      expectClose(sum, 1, { ...printed(1e-4), bound: 4 * printed(1e-4).bound }, `${cutoffTime}, ${sampleCount}`);
    }
  });

  it("give every number an error", () => {
    for (const { values } of publishedTable) for (const [, error] of values) expect(error).toBeGreaterThan(0);
  });
});

describe("the setting", () => {
  const { process, model } = gapFillingCell(1e-3, 128, gapGrid("lookup"));

  it("is three points, 256 bump densities and a ridge of 0.1 on the denoiser", () => {
    expect(process.data.components.map(({ mean }) => mean[0])).toEqual([-1, 0, 1]);
    expect([model.features.featureCount, model.sampleCount, model.ridge]).toEqual([256, 128, 0.1]);
    const t = 0.3;
    const decay = Math.exp(-(0.1 * t + (19.9 * t * t) / 2));
    expectClose(process.schedule.alpha(t), decay, rounding(1));
    expectClose(model.weight(t), decay ** 2 / (1 - decay ** 2), rounding(1, 64));
    // A bump of half the spacing at its own centre: a density of height 1/(√2π s) per axis, with no neighbour's share.
    const at = { x: { count: 1, dim: 1, values: Float64Array.of(-1.5) }, t: Float64Array.of(1e-3) };
    const spacings = [3 / 15, (1 - 1e-3) / 15];
    const height = spacings.reduce((product, spacing) => product / (Math.sqrt(2 * Math.PI) * (spacing / 2)), 1);
    expectClose(Math.max(...model.features.evaluate(at).values), height, rounding(height, 64));
  });

  it("has regions that cover the line once", () => {
    for (const x of [-3, -1.25, -1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1, 1.25, 9]) {
      const points = { count: 1, dim: 1, values: Float64Array.of(x) };
      const hits = gapRegions.map((region) => massPerModel({ kind: "samples", points, models: 1 }, region)[0]!);
      expect(hits.reduce((sum, hit) => sum + hit, 0)).toBe(1);
    }
  });

  it("samples on 30 and 300 uniform steps, and on 30 geometric steps a decade", () => {
    const { schedule } = process;
    expect(gapGrid("lookup")(schedule).times).toHaveLength(31);
    expect(gapGrid("euler-300")(schedule).times).toHaveLength(301);
    const { times } = gapGrid("converged")(schedule);
    expect(times).toHaveLength(91);
    expectClose(times[30]!, 0.1, rounding(1, 64));
  });

  it("looks the published sampler up on 200 points of the feature box", () => {
    const { scoreField } = noisedMarginal(process.data, process.schedule);
    const starts = Float64Array.of(-2, -0.3, 0.4, 1.9);
    const grid = { low: -1.5, high: 1.5, points: 200 };
    expect(gapSamples("lookup", process.schedule, process.data, scoreField, starts)).toEqual(
      lookupSample(process.schedule, scoreField, process.grid.times, grid, starts),
    );
  });
});

describe("tasks of the figure", () => {
  const input = { ...plan, samplers: ["lookup", "euler-300"], from: 0, to: 3 } as const;
  const whole = runGapTask({ task: "figure/gap-members", input }) as GapMembers;

  it("train member m from its number alone", () => {
    const part = runGapTask({ task: "figure/gap-members", input: { ...input, from: 2 } }) as GapMembers;
    expect(part.noisy.coefficients.values).toEqual(whole.noisy.coefficients.values.slice(2 * 256));
    expect(part.noiseFree.samples[1]).toEqual(whole.noiseFree.samples[1]!.slice(2 * 50));
  });

  it("keep one list of samples per sampler, different between samplers and between targets", () => {
    expect(whole.noisy.samples.map((samples) => samples.length)).toEqual([150, 150]);
    expect(whole.noisy.samples[0]).not.toEqual(whole.noisy.samples[1]);
    expect(whole.noisy.samples[0]).not.toEqual(whole.noiseFree.samples[0]);
  });
});

describe("a panel", async () => {
  const { process, model } = gapFillingCell(plan.cutoffTime, 1, gapGrid("lookup"));
  const population = populationResult(model, process);
  const row = rowLaws(plan.cutoffTime, ["lookup"], population);
  const [found] = (await panelLaws({ ...plan, samplers: ["lookup"] }, Promise.resolve(row), parallel, () => {})) as [
    PanelLaws,
  ];
  const panel: FigurePanel = figurePanel({ ...plan, samplers: ["lookup"] }, row, found, { row: 2, column: 4 });

  it("shows the blurred data and the curves of the figure, each with a band over models", () => {
    expect(panel.title).toBe("ε = 0.01, F/P = 4");
    expect(panel.curves.map(({ name }) => name)).toEqual([
      "data-blurred",
      "exact-score",
      "mean-flow",
      "trained-noisy",
      "trained-noise-free",
      "sandwich",
      "moment-matched",
    ]);
    for (const { density, low, high, name } of panel.curves) {
      expect(density.x).toHaveLength(200);
      if (name === "data-blurred") continue;
      density.density.forEach((_, k) => {
        expect(low![k]).toBeLessThanOrEqual(high![k]!);
      });
      // Published normalisation: each model's histogram over the samples in range sums to one.
      const width = density.x[1]! - density.x[0]!;
      const integral = density.density.reduce((sum, value) => sum + value * width, 0);
      expectClose(integral, 1, rounding(1, 4096), name);
    }
  });

  it("has two budgets that add up to the distance between data and trained models", () => {
    const trained = found.laws.get("trained-noisy")!.law;
    expect(panel.budgets.map(({ attribution }) => attribution)).toEqual(["theory", "measured"]);
    for (const { parts, total } of panel.budgets) {
      gapRegions.forEach(({ name }, region) => {
        const sum = parts.reduce((all, { masses }) => all + masses[region]!.value, 0);
        expectClose(sum, total.masses[region]!.value, rounding(6, 256), name);
      });
      // The data have no mass in the gap.
      const gap = trained.masses[1]!.reduce((sum, mass) => sum + mass / 4, 0);
      expectClose(total.masses[1]!.value, gap, rounding(1, 64));
    }
  });

  it("gives the mean flow the error of the members that its field is the mean of", () => {
    const { masses } = found.laws.get("mean-flow")!.law;
    expect(masses[0]).toHaveLength(4);
    expect(new Set(masses[0]).size).toBeGreaterThan(1);
  });
});
