import { describe, expect, it } from "vitest";
import { installedPackages } from "../../src/cli/training-packages.ts";
import { linearResults } from "../../src/experiments/figures/validate-linear.ts";
import { linearVerdicts } from "../../src/experiments/figures/validate-linear-claims.ts";
import { validateLinear } from "../../src/experiments/figures/validate-linear-setting.ts";
import { runLinearTask } from "../../src/experiments/figures/validate-linear-tasks.ts";
import { inThread } from "../../src/experiments/index.ts";

// Claims fail at a false-alarm rate of 0.023 over all of them together; each bound below adds three standard errors.
const seed = 2;
const models = 40;

describe("linear models trained by steps with TensorFlow.js agree with exact training and with theory", () => {
  it.each(["line", "random"] as const)("in the case %s", async (name) => {
    const parallel = inThread((task) => runLinearTask(task, installedPackages));
    const results = await linearResults(seed, models, "wasm", [name], { parallel });
    const verdicts = linearVerdicts(results);
    expect(verdicts.filter(({ status }) => status === "failed")).toEqual([]);
    const found = (words: string) =>
      verdicts.filter(({ statement }) => statement.includes(words)).map((verdict) => verdict.found);
    const { bounds, probeTimes, times } = validateLinear;
    const [law] = found("total variation between members trained by steps and exactly");
    expect(law!.value).toBeLessThan(bounds.totalVariation + 3 * law!.standardError);
    for (const time of probeTimes) {
      const [kernel] = found(`relative error of the V-kernel's diagonal at t = ${time}`);
      expect(kernel!.value).toBeLessThan(bounds.kernel + 3 * kernel!.standardError);
      for (const theory of found(`V-kernel's diagonal at t = ${time}, steps over`))
        expect(Math.abs(theory.value - 1)).toBeLessThan(bounds.kernel + 3 * theory.standardError);
    }
    for (const time of times) {
      const [mean] = found(`relative error of the mean score after ${time} steps`);
      expect(mean!.value).toBeLessThan(bounds.meanScore + 3 * mean!.standardError);
    }
    for (const own of results[0]!.members.losses) expect(own.at(-1)!).toBeLessThan(own[0]!);
  });
});
