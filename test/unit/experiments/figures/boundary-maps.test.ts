import { describe, expect, it } from "vitest";
import { ArgumentError, expressionSchedule, namedData, points, statesAt } from "../../../../src/core/index.ts";
import { figureIds, inThread, resultDefect, runFigure, runTask } from "../../../../src/experiments/index.ts";
import { resultJson } from "../../../../src/report/index.ts";
import { noisedMarginal } from "../../../../src/theory/index.ts";
import { diskLoader } from "../../../support/data-loader.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const context = {
  parallel: inThread((task) => runTask(task, diskLoader)),
  loader: diskLoader,
  provenance: { version: "0", command: "test", node: "test" },
};

describe("the boundary maps", async () => {
  const figure = await runFigure("gtv-fig1", { scheme: "published" }, context);

  it("agree with all forty published numbers", () => {
    expect(figure.references).toHaveLength(40);
    for (const { quantity, found, reference, z } of figure.references) {
      expectClose(found.value, reference.value, { bound: 1e-8, reason: "the agreement that is asked for" }, quantity);
      expect(z).toBe(0);
    }
  });

  it("are twenty maps of shares between 0 and 1", () => {
    expect(figure.panels).toHaveLength(20);
    for (const { map } of figure.panels) {
      expect([map!.values.length, map!.values[0]!.length]).toEqual([map!.y.length, map!.x.length]);
      for (const row of map!.values) for (const share of row) expect(share >= 0 && share <= 1).toBe(true);
    }
  });

  it("hold at column i and row j the share at the state (x_i, y_j)", async () => {
    const window = { cutoffTime: 1e-3, terminalTime: 0.9 };
    const schedule = await expressionSchedule({ alpha: "sqrt(1-t)", sigma: "sqrt(t)", ...window });
    const marginal = noisedMarginal(namedData("l-shape"), schedule);
    const { map } = figure.panels.find(({ title }) => title === "l-shape, t = 0.2")!;
    for (const [i, j] of [
      [70, 20],
      [20, 70],
      [99, 0],
    ] as const) {
      const expected = marginal.varianceFraction(statesAt(points([[map!.x[i]!, map!.y[j]!]]), 0.2))[0]!;
      expectClose(map!.values[j]![i]!, expected, rounding(1, 64), `column ${i}, row ${j}`);
    }
  });

  it("mark the points where the noised modes are, at α times the data", () => {
    const { map } = figure.panels.find(({ title }) => title === "line, t = 0.75")!;
    expect(map!.marks).toHaveLength(6);
    expectClose(map!.marks[5]![0]!, Math.sqrt(0.25), rounding(1));
  });

  it("are a result that can be written and read", () => {
    expect(resultDefect(JSON.parse(resultJson(figure)))).toBeNull();
  });
});

describe("figures", () => {
  it("are known by name", async () => {
    expect(figureIds).toEqual([
      "gtv-fig1",
      "gtv-fig2",
      "gtv-fig3",
      "gtv-budget",
      "gtv-local",
      "gtv-lazy",
      "gtv-validity",
      "gtv-naive",
      "validate-linear",
      "validate-lazy",
      "validate-images",
      "validate-ordinary",
    ]);
    await expect(runFigure("gtv-fig9", { scheme: "published" }, context)).rejects.toThrow(ArgumentError);
  });

  it.each([1, 0, 2.5, Number.NaN])("refuse %f models", async (models) => {
    await expect(runFigure("gtv-fig2", { scheme: "published", models }, context)).rejects.toThrow("models");
  });
});
