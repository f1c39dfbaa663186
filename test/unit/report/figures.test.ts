import { describe, expect, it } from "vitest";
import { budgetFigure } from "../../../src/report/budget-figure.ts";
import { experimentFigures, figurePlots, plotPage } from "../../../src/report/index.ts";
import {
  hostileExperiment,
  sampleDensityFigure,
  sampleExperiment,
  sampleMapFigure,
} from "../../support/sample-result.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

describe("experimentFigures", () => {
  it("names every figure for a file, once", () => {
    const names = experimentFigures(sampleExperiment()).map(({ name }) => name);
    expect(names).toEqual(["mass-1-gap", "density-1024", "budget-1024", "density-256", "budget-256"]);
    for (const { name } of experimentFigures(hostileExperiment())) expect(name).toMatch(/^[a-z0-9-]+$/);
  });

  it("hands Plotly no markup of a specification", () => {
    expect(
      JSON.stringify(experimentFigures(hostileExperiment()).map(({ data, layout }) => [data, layout])),
    ).not.toContain("<img");
  });

  it("holds only JSON: nothing is lost on the way into a page", () => {
    const figures = experimentFigures(sampleExperiment());
    expect(JSON.parse(JSON.stringify(figures))).toEqual(figures);
  });
});

describe("budgetFigure", () => {
  it("starts every bar where the one before ended and ends at the total", () => {
    const { budgets } = sampleExperiment().cells[1]!;
    for (const trace of budgetFigure("name", "title", budgets, 1, "gap").data) {
      const { x, base } = trace as unknown as { x: number[]; base: number[] };
      const last = x.length - 1;
      for (let k = 1; k < last; k++) expect(base[k]).toBe(base[k - 1]! + x[k - 1]!);
      expect(base[last]).toBe(0);
      expectClose(base[last - 1]! + x[last - 1]!, x[last]!, rounding(0.2));
    }
  });
});

describe("figurePlots", () => {
  it("puts all panels into one figure with one legend entry per law", () => {
    const [plot] = figurePlots(sampleDensityFigure());
    const entries = plot!.data.filter(({ showlegend }) => showlegend !== false).map(({ legendgroup }) => legendgroup);
    expect(new Set(entries).size).toBe(entries.length);
    expect(Object.keys(plot!.layout).filter((key) => key.startsWith("xaxis"))).toHaveLength(15);
  });

  it("gives maps equal aspect and marks the data points", () => {
    const [plot] = figurePlots(sampleMapFigure());
    expect(plot!.layout.yaxis).toMatchObject({ scaleanchor: "x" });
    expect(plot!.data.filter(({ type }) => type === "heatmap")).toHaveLength(20);
    expect(plot!.data.filter(({ mode }) => mode === "markers")).toHaveLength(20);
  });
});

describe("plotPage", () => {
  it("exposes the image function and leaves out laws that are not shown", () => {
    const page = plotPage(experimentFigures(sampleExperiment())[1]!, "");
    expect(page).toContain("window.scorepathImage");
    expect(page).not.toContain("legendonly");
  });
});
