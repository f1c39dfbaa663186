import { describe, expect, it } from "vitest";
import type { ParallelMap } from "../../../../src/core/index.ts";
import { regionContains } from "../../../../src/core/index.ts";
import {
  dataLaws,
  densityPanel,
  type LazyLaws,
  lazyLaws,
  massPanel,
} from "../../../../src/experiments/figures/lazy-networks.ts";
import { lazyCell, lazyRegions, lazySetting } from "../../../../src/experiments/figures/lazy-setting.ts";
import { type LazyMembers, type LazyTheory, runLazyTask } from "../../../../src/experiments/figures/lazy-tasks.ts";
import { inThread } from "../../../../src/experiments/index.ts";
import { algebra, matrix } from "../../../../src/numerics/index.ts";
import { expectClose, quadrature, rounding } from "../../../support/tolerance.ts";

const parallel: ParallelMap = inThread(async (task) => runLazyTask(task));
const [network, , plane] = lazySetting.cases;
const models = 3;

describe("the setting of the figure of lazy networks", () => {
  it("weighs the denoiser's loss by α²/σ², with the noisy target and f₀ = 0", () => {
    const { process, model } = lazyCell(network!, 10);
    expectClose(model.weight(0.3), process.schedule.alpha(0.3) ** 2 / process.schedule.variance(0.3), rounding(1));
    expect([model.target, model.initial, model.sampleCount]).toEqual(["noisy", null, 128]);
    expectClose(model.filter.inverse(0, 1), 10, rounding(10));
  });

  it("has a gap between every two neighbours, apart from the points", () => {
    for (const { data } of [network!, plane!].map((own) => lazyCell(own, 1).process)) {
      const gap = lazyRegions(data.dim === 1 ? network! : plane!)[1]!;
      expect(gap.name).toBe("gap");
      const means = data.components.map(({ mean }) => mean);
      for (const mean of means) expect(regionContains(gap, Float64Array.from(mean), 0, data.dim)).toBe(false);
      const middle = Float64Array.from(means[0]!, (value, d) => (value + means[1]![d]!) / 2);
      expect(regionContains(gap, middle, 0, data.dim)).toBe(true);
    }
  });
});

describe("one case of the figure", async () => {
  const theory = runLazyTask({ task: "figure/lazy-theory", input: { network } }) as LazyTheory;
  const found: LazyLaws[] = await lazyLaws(1, models, network!, theory, parallel, () => {});
  const data = dataLaws(network!);

  it("learns more modes the longer it trains, and hardly the last one that the landmarks keep", () => {
    const learned = theory.times.map(({ learnedModes }) => learnedModes);
    expect(learned).toEqual(learned.toSorted((a, b) => a - b));
    for (const { lastLearned } of theory.times) expect(lastLearned).toBeLessThan(0.1);
    expect(theory.missing).toBeLessThan(0.01);
  });

  it("has less noise from the inputs alone than in all, at every landmark", () => {
    for (const { factor, inputFactor } of theory.times) {
      const square = (a: typeof factor): Float64Array => algebra.gemm(a, a, { transposeB: true }).values;
      const [whole, part] = [square(factor), square(inputFactor)];
      const gram = lazyCell(network!, 1).model.kernel.between(theory.centers, theory.centers);
      const size = gram.rows;
      const rest = matrix(
        size,
        size,
        whole.map((value, i) => value - part[i]!),
      );
      const onCenters = algebra.gemm(algebra.gemm(gram, rest), gram);
      const scale = Math.max(...onCenters.values.map(Math.abs));
      for (let n = 0; n < size; n++)
        expect(onCenters.values[n * (size + 1)]!).toBeGreaterThanOrEqual(-quadrature(1e-6 * scale).bound);
    }
  });

  it("trains member m from its number alone, and both targets on the same draws", () => {
    const run = (from: number, to: number) =>
      runLazyTask({ task: "figure/lazy-members", input: { seed: 1, network, from, to } }) as LazyMembers;
    const whole = run(0, 2);
    const part = run(1, 2);
    expect(part.noisy[3]).toEqual(whole.noisy[3]!.slice(lazySetting.paths));
    expect(part.noiseFree[0]).toEqual(whole.noiseFree[0]!.slice(lazySetting.paths));
    expect(whole.noisy[3]).not.toEqual(whole.noiseFree[3]);
  });

  it("has one law per training time and kind, with the mass of every region per model", () => {
    expect(found.map(({ time }) => time)).toEqual([...lazySetting.trainingTimes]);
    for (const { laws } of found) {
      expect([...laws.keys()]).toEqual([
        "exact-score",
        "infinite-data",
        "sandwich-misfit",
        "sandwich",
        "trained-noisy",
        "trained-noise-free",
      ]);
      for (const law of laws.values())
        for (let m = 0; m < models; m++)
          expectClose(
            law.masses.reduce((sum, mass) => sum + mass[m]!, 0),
            1,
            rounding(1, 64),
            law.name,
          );
    }
  });

  it("shows densities with budgets that add up, and masses against the logarithm of the training time", () => {
    const panel = densityPanel(network!, found[2]!, data, { row: 1, column: 2 });
    expect(panel.title).toBe("depth 1, τ = 10");
    for (const { parts, total } of panel.budgets)
      panel.regions.forEach((region, k) => {
        const sum = parts.reduce((all, { masses }) => all + masses[k]!.value, 0);
        expectClose(sum, total.masses[k]!.value, rounding(6, 256), region.name);
      });
    const masses = massPanel(network!, found, 1, 0);
    expect(masses.axes).toEqual({ x: "log₁₀ τ", y: "mass" });
    for (const { name, density } of masses.curves) {
      expect(density.x).toEqual([-1, 0, 1, 2]);
      found.forEach(({ laws }, k) => {
        const mean = laws.get(name)!.masses[1]!.reduce((sum, mass) => sum + mass / models, 0);
        expectClose(density.density[k]!, mean, rounding(1, 64), name);
      });
    }
  });
});
