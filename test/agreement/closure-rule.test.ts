import { describe, expect, it } from "vitest";
import { type ClosureSetting, closureCell, closureEdges } from "../../src/experiments/closure/closure-setting.ts";
import { exactBlock } from "../../src/experiments/closure/exact-law.ts";
import {
  closureLaws,
  closureLimit,
  predictClosureErrors,
  totalVariationEstimate,
} from "../../src/experiments/index.ts";
import { seededRng } from "../../src/numerics/index.ts";
import { averageCdf } from "../../src/path-integral/index.ts";

const seed = 71312;
const models = 2500;
const blockModels = 25;

/** Neither among the settings of the fit nor among those of its test. */
const setting: ClosureSetting = {
  name: "two points, 5 × 5 bumps",
  data: [
    [0.4, -0.9, 0],
    [0.6, 0.6, 0],
  ],
  drift: "beta",
  cutoffTime: 0.02,
  family: "gaussian-bumps",
  count: 5,
  ceiling: null,
  trainingTimes: "uniform",
  ridge: 0.03,
};

const names = ["sandwich", "cavity", "edgeworth"] as const;

function cell(sampleCount: number) {
  const { model, process } = closureCell(setting, sampleCount);
  const rng = seededRng(`${seed}/${sampleCount}`);
  const laws = closureLaws(rng.split("theory"), model, process, { fields: 1000, x: closureEdges });
  const blocks = Array.from({ length: models / blockModels }, (_, b) =>
    exactBlock(rng.split("exact"), model, process, closureEdges, b * blockModels, (b + 1) * blockModels),
  );
  const exact = averageCdf(closureEdges, blocks);
  const predicted = predictClosureErrors(laws);
  return names.map((name) => ({ ...predicted[name], name, measured: totalVariationEstimate(exact, laws[name]) }));
}

describe("the rule of the closure on a setting of its own", () => {
  const cells = [60, 400, 3000].map(cell);

  it("says rightly where a law holds, and that every law does at many samples", () => {
    for (const { claim, measured } of cells.flat())
      if (claim === "holds") expect(measured.value).toBeLessThanOrEqual(closureLimit + measured.standardError);
    expect(cells.at(-1)!.map(({ claim }) => claim)).toEqual(["holds", "holds", "holds"]);
  });

  it("says rightly where a law does not hold, and that leading order does not at few samples", () => {
    for (const { claim, measured } of cells.flat())
      if (claim === "does not hold") expect(measured.value).toBeGreaterThan(closureLimit - measured.standardError);
    expect(cells[0]![0]!.claim).toBe("does not hold");
  });

  it("orders the errors of leading order as they are", () => {
    const leading = cells.map(([sandwich]) => sandwich!);
    for (const [k, { predicted, measured }] of leading.slice(1).entries()) {
      expect(predicted).toBeLessThan(leading[k]!.predicted);
      expect(measured.value).toBeLessThan(leading[k]!.measured.value);
    }
  });

  it("has a corrected law several times nearer to the trained models than leading order, where that one is in doubt", () => {
    const [sandwich, , edgeworth] = cells[1]!;
    expect(edgeworth!.measured.value + edgeworth!.measured.standardError).toBeLessThan(sandwich!.measured.value / 2);
  });
});
