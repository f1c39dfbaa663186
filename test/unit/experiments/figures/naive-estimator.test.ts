import { describe, expect, it } from "vitest";
import { inThread, resultDefect, runFigure, runTask } from "../../../../src/experiments/index.ts";
import { resultJson } from "../../../../src/report/index.ts";
import { diskLoader } from "../../../support/data-loader.ts";
import { discretisation, expectClose, monteCarlo } from "../../../support/tolerance.ts";

const context = {
  parallel: inThread((task) => runTask(task, diskLoader)),
  loader: diskLoader,
  provenance: { version: "0", command: "test", node: "test" },
};

describe("the figure of the naive estimator", async () => {
  const models = 400;
  const figure = await runFigure("gtv-naive", { scheme: "published", models }, context);

  it("meets the numbers of the table within four combined standard errors, and most of them within two", () => {
    expect(figure.references.length).toBeGreaterThan(40);
    for (const { z, quantity } of figure.references) expect(Math.abs(z), quantity).toBeLessThanOrEqual(4);
    const loud = figure.references.filter(({ z }) => Math.abs(z) > 2).length;
    expect(loud).toBeLessThan(figure.references.length / 8);
  });

  it("finds the weights of the modes to the digits printed, and widths that are not larger than those printed", () => {
    const found = (quantity: string) => figure.references.find((row) => row.quantity === `VP, κ = 2: ${quantity}`)!;
    const weight = found("weight of the middle mode");
    expectClose(weight.found.value, weight.reference.value, { bound: 1.5e-4, reason: "digits printed, 300 steps" });
    const width = found("width of the middle mode / σ(ε)");
    expect(width.found.value).toBeLessThan(width.reference.value);
  });

  it("holds the simulation against the transfer matrix of the same steps, which is exact for the scheme", () => {
    const rows = figure.references.filter(({ quantity }) => quantity.includes("transfer matrix"));
    expect(rows.length).toBeGreaterThan(15);
    for (const { reference, found, quantity } of rows)
      expectClose(found.value, reference.value, monteCarlo(found.standardError), quantity);
  });

  it("draws eight panels of three densities that have mass one", () => {
    expect(figure.panels).toHaveLength(8);
    for (const { curves, title } of figure.panels) {
      expect(curves.map(({ name }) => name)).toEqual(["exact-score", "fokker-planck", "interleaved"]);
      for (const { density } of curves) {
        const mass = density.density.reduce((sum, value) => sum + value, 0) * (density.x[1]! - density.x[0]!);
        // Noise carries at most 1e-4 beyond the display; one simulated path is 1/models.
        expectClose(mass, 1, { bound: 1e-4 + 2 / models, reason: "mass beyond the display" }, title);
      }
    }
  });

  it("has the exact score and the equation coincide at κ = 0", () => {
    const { curves } = figure.panels.find(({ title }) => title === "VP, κ = 0")!;
    const [exact, equation] = curves;
    exact!.density.density.forEach((value, k) => {
      // The distribution function is linear within cells of 0.03 σ(ε).
      expectClose(equation!.density.density[k]!, value, discretisation(2, 0.03, 10));
    });
  });

  it("is a result that can be written and read", () => {
    expect(resultDefect(JSON.parse(resultJson(figure)))).toBeNull();
  });
});
