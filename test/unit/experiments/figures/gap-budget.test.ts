import { describe, expect, it } from "vitest";
import type { ParallelMap } from "../../../../src/core/index.ts";
import { inThread, runFigure } from "../../../../src/experiments/index.ts";
import { runTask } from "../../../../src/experiments/tasks.ts";
import { diskLoader } from "../../../support/data-loader.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const parallel: ParallelMap = inThread((task) => runTask(task, diskLoader));
const context = { parallel, loader: diskLoader, provenance: { version: "0", command: "test", node: "test" } };

describe("the error budget over F/P", async () => {
  const figure = await runFigure("gtv-budget", { scheme: "published", models: 2 }, context);

  it("has a panel for two cutoff times and five sample counts, with both attributions and the gap first", () => {
    expect(figure.panels).toHaveLength(10);
    for (const { regions, budgets, curves, title } of figure.panels) {
      expect(regions[0]!.name).toBe("gap");
      expect(budgets.map(({ attribution }) => attribution)).toEqual(["theory", "measured"]);
      expect(curves).toEqual([]);
      expect(title).toMatch(/^ε = 0\.01|0\.001, F\/P = [\d.]+: J1 [\d.]+, J0 [\d.]+$/);
    }
  });

  it("has parts that add up to one total, the mass that the panel's title gives", () => {
    for (const { budgets, title } of figure.panels) {
      const learned = Number(/J1 ([\d.]+)/.exec(title)![1]);
      for (const { parts, total } of budgets) {
        const sum = parts.reduce((all, { masses }) => all + masses[0]!.value, 0);
        expectClose(sum, total.masses[0]!.value, rounding(1, 64), "telescoping");
        // The data have no mass in the gap; titles print three digits.
        expectClose(total.masses[0]!.value, learned, { bound: 0.0005001, reason: "three printed digits" }, "total");
      }
    }
  });

  it("compares with the published decomposition only where the integrator is that of the table", () => {
    expect(figure.references).toEqual([]);
  });
});
