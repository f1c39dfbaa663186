import { describe, expect, it } from "vitest";
import { installedPackages } from "../../src/cli/training-packages.ts";
import { wideNetworksFigure } from "../../src/experiments/figures/wide-networks.ts";
import { runWideTask } from "../../src/experiments/figures/wide-tasks.ts";
import { inThread, wideSettings } from "../../src/experiments/index.ts";
import { diskLoader } from "../support/data-loader.ts";

// 2 slopes at three standard errors beyond what is claimed: false alarms below 5e-3 for a fresh seed.
const seed = 20682;
const setting = { ...wideSettings.figure, widths: [16, 64, 256], sampleCount: 32, trainingTimes: [0.5] };

describe("wide networks approach their infinite-width limit as width^(−1/2)", () => {
  it("at depth one and two, within what the claim allows", async () => {
    const parallel = inThread((task) => runWideTask(task, installedPackages));
    const provenance = { version: "0", command: "test", node: "test" };
    const { verdicts } = await wideNetworksFigure(
      seed,
      undefined,
      "wasm",
      { parallel, loader: diskLoader, provenance },
      setting,
    );
    expect(verdicts).toHaveLength(setting.depths.length);
    for (const { status, found, statement } of verdicts!) {
      expect(status, statement).not.toBe("failed");
      expect(Math.abs(found.value + 0.5), statement).toBeLessThan(0.1 + 3 * found.standardError);
      // Exponents 0 and −1 are then excluded.
      expect(found.standardError).toBeLessThan(0.1);
    }
  });
});
