import { describe, expect, it } from "vitest";
import { experimentReport } from "../../../src/report/index.ts";
import { hostileExperiment, hostileName, sampleExperiment, sampleVerdicts } from "../../support/sample-result.ts";

const bundle = "/* plotly: </script> */ window.Plotly = {};";

/** The visible part: without styles, scripts and the data of figures. */
function visible(page: string): string {
  return page.replace(/<(script|style)[\s\S]*?<\/\1>/g, "");
}

describe("experimentReport", () => {
  const page = experimentReport(sampleExperiment(), bundle);

  it("asks nothing of the network and forbids it", () => {
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  it("opens with question, prediction, measurement, failure and reason", () => {
    const text = visible(page);
    expect(text).toContain("Do linear score models");
    for (const heading of ["Predicted", "Measured", "Where theory fails", "Why"])
      expect(text).toContain(`<h3>${heading}</h3>`);
    expect(text).toContain("3 of 6 claims passed, 2 failed, 1 lies outside");
    expect(text).toMatch(/At F\/P\u00a0=\u00a01 the prediction is too low by \d+ standard errors/);
  });

  it("shows no NaN, no undefined and no unfilled object", () => {
    expect(visible(page)).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });

  it("shows no NaN even for a result that holds some", () => {
    const result = sampleExperiment();
    const broken = { value: Number.NaN, standardError: Number.NaN };
    const cells = result.cells.map((cell) => ({
      ...cell,
      meanScoreError: broken,
      validity: { ...cell.validity, skewness: broken, effectiveFeatures: Number.POSITIVE_INFINITY },
      curves: cell.curves.map((curve) => ({ ...curve, mean: broken, masses: curve.masses.map(() => broken) })),
    }));
    expect(visible(experimentReport({ ...result, cells }, bundle))).not.toMatch(/NaN|undefined|Infinity|null/);
  });

  it("has one section per cell with claims, masses, budget, validity and distances", () => {
    for (const count of [1024, 256]) expect(page).toContain(`id="cell-${count}"`);
    expect(page).toContain("no claim: outside domain");
    expect(page).toContain("KL(from ‖ to)");
    expect(page).toContain("by trained models");
    expect(page).toContain("scorepath run three-points.json --seed 1 --out scorepath-report");
  });

  it("shows claims about several cells with kind, p-value, confidence and correction, and counts them", () => {
    const text = visible(experimentReport(sampleExperiment({ verdicts: sampleVerdicts }), bundle));
    expect(text).toContain("4 of 8 claims passed, 3 failed");
    expect(text).toContain("Claims about several cells");
    for (const cell of ["<td>slope</td>", "<td>trend</td>", "&#60; 10⁻⁴", "0.0031"]) expect(text).toContain(cell);
    expect(text).toContain("Confidence 97.7 %, Holm's correction over 7 claims of all cells".replace("'", "&#39;"));
    expect(visible(page)).not.toContain("Claims about several cells");
  });

  it("escapes hostile names everywhere", () => {
    const hostile = experimentReport(hostileExperiment(), bundle);
    expect(hostile).not.toContain("<img");
    expect(hostile).not.toContain(hostileName);
    expect(hostile.match(/<\/script>/g)).toHaveLength(3);
  });

  it("needs no density, budget, claim, comparison or region", () => {
    const result = sampleExperiment({ dim: 2, regions: [] });
    const cells = result.cells.map((cell) => ({
      ...cell,
      budgets: [],
      verdicts: [],
      comparisons: [],
      curves: cell.curves.map((curve) => ({ ...curve, density: null, masses: [] })),
    }));
    const text = visible(experimentReport({ ...result, cells }, bundle));
    expect(text).toContain("States have 2 dimensions");
    expect(text).not.toMatch(/NaN|undefined/);
    expect(visible(experimentReport({ ...result, cells: [] }, bundle))).toContain("Provenance");
  });
});
