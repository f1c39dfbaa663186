import { describe, expect, it } from "vitest";
import { installedPackages } from "../../../../src/cli/training-packages.ts";
import { wideNetworksFigure } from "../../../../src/experiments/figures/wide-networks.ts";
import { runWideTask, wideStream } from "../../../../src/experiments/figures/wide-tasks.ts";
import { inThread, wideSettings } from "../../../../src/experiments/index.ts";
import { resultDefect } from "../../../../src/experiments/result-schema.ts";
import { wideLimit } from "../../../../src/experiments/validation/wide-limit.ts";
import { diskLoader } from "../../../support/data-loader.ts";
import { expectClose } from "../../../support/tolerance.ts";
import { singleRounding } from "../../../support/training.ts";

const setting = { ...wideSettings.tiny, members: 3 };

describe("the figure of wide networks", () => {
  it("shows errors against the width with their power laws, denoisers and losses, and judges every exponent", async () => {
    const provenance = { version: "0", command: "test", node: "test" };
    const parallel = inThread((task) => runWideTask(task, installedPackages));
    const result = await wideNetworksFigure(
      1,
      undefined,
      "wasm",
      { parallel, loader: diskLoader, provenance },
      setting,
    );
    expect(resultDefect(result)).toBeNull();
    expect(result.panels).toHaveLength(2 * (2 + 1 + 1));
    expect(new Set(result.panels.map(({ row, column }) => `${row}/${column}`)).size).toBe(8);
    const [first] = result.panels;
    expect(first!.title).toMatch(/^depth 1, τ = 0\.1: slope -?\d\.\d{3} ± \d\.\d{3}$/);
    const single = first!.curves.find(({ name }) => name === "trained-noisy")!.density;
    expect(single.x).toEqual(setting.widths);
    for (const value of single.density) expect(value).toBeGreaterThan(0);
    expect(result.verdicts).toHaveLength(4);
    for (const { test } of result.verdicts!) expect(test!.kind).toBe("slope");
  });

  it("predicts the loss of wide networks along training", async () => {
    const limit = wideLimit(wideStream(1), setting, 1);
    const input = { seed: 1, backend: "wasm", setting: { ...setting, members: 1 }, depth: 1, width: 2048 };
    const { losses, interval } = await runWideTask({ task: "figure/validate-lazy-width", input }, installedPackages);
    for (const record of [0, losses.rows - 1]) {
      const expected = limit.loss(record * interval);
      const bound =
        record === 0 ? singleRounding(expected) : { bound: (4 / Math.sqrt(2048)) * expected, reason: "width^(−1/2)" };
      expectClose(losses.values[record]!, expected, bound, `loss ${record}`);
    }
    expect(limit.loss(100)).toBeLessThan(limit.loss(10));
  });

  it("refuses an unknown task", async () => {
    await expect(runWideTask({ task: "figure/validate-lazy-none", input: {} }, undefined)).rejects.toThrow(
      /unknown task/,
    );
  });
});
