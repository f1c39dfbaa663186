import { describe, expect, it } from "vitest";
import { installedPackages } from "../../../../src/cli/training-packages.ts";
import { ordinaryNetworksFigure } from "../../../../src/experiments/figures/ordinary-networks.ts";
import {
  type OrdinaryFigureSetting,
  ordinaryFigureSetting,
  ordinaryFigureSetup,
} from "../../../../src/experiments/figures/ordinary-setting.ts";
import { runOrdinaryTask, type TrainedOrdinary } from "../../../../src/experiments/figures/ordinary-tasks.ts";
import { inThread } from "../../../../src/experiments/index.ts";
import { resultDefect } from "../../../../src/experiments/result-schema.ts";
import { lossAfter, timeOfLoss } from "../../../../src/experiments/validation/counterpart-members.ts";
import { lazyCounterpart } from "../../../../src/experiments/validation/lazy-counterpart.ts";
import type { ResidualSpectrum } from "../../../../src/linear-models/index.ts";
import { diskLoader } from "../../../support/data-loader.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const setting: OrdinaryFigureSetting = {
  case: {
    ...ordinaryFigureSetting.case,
    draws: { kind: "fixed", count: 24 },
    hidden: [8, 8],
    batch: 8,
    steps: 40,
    paths: 4,
  },
  snapshots: [20, 40],
  samplingSteps: 4,
  rank: 12,
  refinement: 0.1,
  places: 16,
};
const members = 3;
const parallel = inThread((task) => runOrdinaryTask(task, installedPackages));

describe("the figure of ordinary networks", () => {
  it("shows densities, masses, agreement and losses at every snapshot, with the claims that were set before", async () => {
    const provenance = { version: "0", command: "test", node: "test" };
    const labels: string[] = [];
    let last = [0, 1];
    const result = await ordinaryNetworksFigure(
      1,
      members,
      "wasm",
      {
        parallel,
        loader: diskLoader,
        provenance,
        onProgress: (done, total, label) => {
          labels.push(label);
          last = [done, total];
        },
      },
      setting,
    );
    expect(resultDefect(result)).toBeNull();
    expect(result.panels.map(({ title }) => title)).toContain("gap mass");
    expect(result.panels.filter(({ budgets }) => budgets.length > 0)).toHaveLength(2);
    expect(result.verdicts).toHaveLength(6);
    expect(result.panels.at(-1)!.axes!.y).toBe("training loss");
    expect(new Set(result.panels.map(({ row, column }) => `${row}/${column}`)).size).toBe(result.panels.length);
    expect(last[0]).toBe(last[1]);
    expect(labels).toContain("lazy networks");
    for (const { budgets, regions } of result.panels)
      for (const { parts, total } of budgets)
        regions.forEach((region, k) => {
          const sum = parts.reduce((all, { masses }) => all + masses[k]!.value, 0);
          expectClose(sum, total.masses[k]!.value, rounding(6, 256), region.name);
        });
  });

  it("finds the time after which lazy networks have the mean loss of the trained ones", async () => {
    const input = { seed: 1, setting, backend: "wasm", from: 0, to: members };
    const run = (task: string) => runOrdinaryTask({ task, input }, installedPackages);
    const { snapshots, losses } = (await run("figure/validate-ordinary-train")) as TrainedOrdinary;
    const spectra = (await run("figure/validate-ordinary-spectra")) as ResidualSpectrum[];
    const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;
    for (const { trainingLoss } of snapshots) {
      const time = timeOfLoss(spectra, mean(trainingLoss))!;
      expectClose(mean(lossAfter(spectra, time)), mean(trainingLoss), rounding(1, 1e6));
    }
    // Before the first step lazy networks and trained ones are the same functions: one batch of 8 draws is a rough picture of 24.
    const first = losses.values.subarray(0, members);
    expect(Math.abs(mean(first) / mean(lossAfter(spectra, 0)) - 1)).toBeLessThan(1);
    expect([timeOfLoss(spectra, 0), timeOfLoss(spectra, 10)]).toEqual([null, null]);
  });

  it("refuses an unknown task", async () => {
    await expect(runOrdinaryTask({ task: "figure/validate-ordinary-none", input: {} }, undefined)).rejects.toThrow(
      /unknown task/,
    );
  });
});

describe("lazyCounterpart", () => {
  const { plan } = ordinaryFigureSetup(1, setting);
  it("is that of standard scaling, smooth activations and outputs without a part of the state", () => {
    const with_ = (network: object) => ({ ...plan, network: { ...plan.network, ...network } });
    expect(() => lazyCounterpart(with_({ scaling: "ntk" }), 24, "uniform")).toThrow(/scaling = "ntk" must be standard/);
    expect(() => lazyCounterpart(with_({ activation: "relu" }), 24, "uniform")).toThrow(/activation/);
    expect(() => lazyCounterpart(with_({ trained: "output" }), 24, "uniform")).toThrow(/trained/);
    const denoiser = { ...plan, readout: { ...plan.readout, name: "denoiser" as const } };
    expect(() => lazyCounterpart(denoiser, 24, "uniform")).toThrow(/readout/);
  });

  it("weighs the loss of the noise by σ² where it is read as a score", () => {
    const { weight } = lazyCounterpart(plan, 24, "uniform").modelAt(1, null);
    expectClose(weight(0.3), plan.schedule.variance(0.3), rounding(1));
  });
});
