import { describe, expect, it } from "vitest";
import type { Task } from "../../../../src/core/index.ts";
import { closureLaws } from "../../../../src/experiments/closure/closure-laws.ts";
import { closureEdges } from "../../../../src/experiments/closure/closure-setting.ts";
import { exactBlock } from "../../../../src/experiments/closure/exact-law.ts";
import { validityMapFigure } from "../../../../src/experiments/figures/validity-map.ts";
import { validitySetting } from "../../../../src/experiments/figures/validity-setting.ts";
import { runValidityTask } from "../../../../src/experiments/figures/validity-tasks.ts";
import { inThread } from "../../../../src/experiments/index.ts";
import { resultDefect } from "../../../../src/experiments/result-schema.ts";
import { seededRng } from "../../../../src/numerics/index.ts";
import type { CdfBlock } from "../../../../src/path-integral/index.ts";
import { diskLoader } from "../../../support/data-loader.ts";
import { smallModel, smallProcess } from "../../../support/small-models.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

describe("tasks of the validity map", () => {
  const cell = { setting: validitySetting("gaussian-bumps", 0.01), sampleCount: 32, seed: 3 };
  const sums = (from: number, to: number) =>
    runValidityTask({ task: "figure/validity-exact", input: { ...cell, from, to } }) as CdfBlock;

  it("depend on the numbers of their members alone", () => {
    const [whole, first, second] = [sums(0, 6), sums(0, 2), sums(2, 6)];
    expect(whole.models).toBe(6);
    whole.sum.forEach((value, g) => {
      expectClose(first.sum[g]! + second.sum[g]!, value, rounding(6, 64), `state ${g}`);
    });
  });

  it("refuse an unknown name", () => {
    expect(() => runValidityTask({ task: "figure/validity-none", input: cell })).toThrow(/unknown task/);
  });
});

describe("validityMapFigure", () => {
  it("shows measured beside predicted for both families and laws, and frames what the rule lets hold", async () => {
    // Every cell is the same small one, so that the figure is quick; what the cells are is for test/agreement.
    const process = smallProcess();
    const model = smallModel(process, { sampleCount: 20_000 });
    const laws = closureLaws(seededRng(4), model, process, { fields: 40, x: closureEdges });
    const asked: string[] = [];
    const run = async ({ task, input }: Task): Promise<unknown> => {
      asked.push(task);
      const { from, to } = input as { from: number; to: number };
      return task === "figure/validity-theory"
        ? laws
        : exactBlock(seededRng(4), { ...model, sampleCount: 100 }, process, closureEdges, from, to);
    };
    const provenance = { version: "0", command: "test", node: "test" };
    const context = { parallel: inThread(run), loader: diskLoader, provenance };
    const result = await validityMapFigure(1, 26, context);
    expect(resultDefect(result)).toBeNull();
    expect(result.panels).toHaveLength(8);
    expect(new Set(result.panels.map(({ row, column }) => `${row}/${column}`)).size).toBe(8);
    expect(asked.filter((task) => task === "figure/validity-theory")).toHaveLength(16);
    expect(asked.filter((task) => task === "figure/validity-exact")).toHaveLength(32);
    for (const { map } of result.panels) {
      expect(map!.cells!.columns).toEqual(["1", "1/4", "1/16", "1/64"]);
      expect(map!.cells!.framed).toHaveLength(8);
      for (const text of map!.cells!.text.flat()) expect(text).toMatch(/^−?\.\d+(\(\d+\))?$/);
    }
    expect(result.references).toHaveLength(32);
  });
});
