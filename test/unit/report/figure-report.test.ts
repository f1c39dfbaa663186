import { describe, expect, it } from "vitest";
import { figureReport } from "../../../src/report/index.ts";
import { sampleDensityFigure, sampleMapFigure } from "../../support/sample-result.ts";

describe("figureReport", () => {
  it("puts row 0 at the bottom and column 0 on the left", () => {
    const page = figureReport(sampleDensityFigure(), "");
    expect(page).toContain('style="grid-row:3;grid-column:1"><h4>ε = 0.0001, F/P = 1/4</h4>');
    expect(page).toContain('style="grid-row:1;grid-column:5"><h4>ε = 0.01, F/P = 4</h4>');
  });

  it("highlights references beyond four standard errors and sums them up", () => {
    const page = figureReport(sampleDensityFigure(), "");
    expect(page).toContain(
      "2 of 3 published numbers are met within 4 combined standard errors; the largest deviation is 4.9.",
    );
    expect(page.match(/<tr class="loud">/g)).toHaveLength(1);
  });

  it("keeps the digits of numbers without error", () => {
    expect(figureReport(sampleMapFigure(), "")).toContain(">0.10009042<");
  });

  it("folds a budget per panel", () => {
    expect(figureReport(sampleDensityFigure(), "").match(/<details><summary>ε/g)).toHaveLength(15);
  });

  it("draws a figure without panels and references", () => {
    const page = figureReport({ ...sampleMapFigure(), panels: [], references: [] }, "");
    expect(page).toContain("No published numbers stand beside this figure.");
  });
});
