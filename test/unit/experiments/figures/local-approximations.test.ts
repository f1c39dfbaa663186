import { describe, expect, it } from "vitest";
import { gapFillingCell } from "../../../../src/experiments/figures/gap-filling-setting.ts";
import { gapGrid } from "../../../../src/experiments/figures/gap-filling-tasks.ts";
import { localColumns, localTable } from "../../../../src/experiments/figures/local-table.ts";
import { type LocalInput, runLocalTask } from "../../../../src/experiments/figures/local-tasks.ts";
import { matrix } from "../../../../src/numerics/index.ts";
import { figurePlots } from "../../../../src/report/index.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

describe("the figure of local approximations", () => {
  it("has a reference for every column and sample count", () => {
    expect(localTable.map(({ sampleCount }) => sampleCount)).toEqual([1_000_000, 65_536, 16_384, 4096, 1024, 256]);
    for (const { values } of localTable) expect(values).toHaveLength(localColumns.length);
  });

  it("without noise, all laws of a task are the noise-free one", () => {
    const { model } = gapFillingCell(0.01, 1, gapGrid("euler-300"));
    const { featureCount } = model.features;
    const input: LocalInput = {
      cutoffTime: 0.01,
      cells: 8,
      x: Float64Array.of(-1, 0, 1),
      // A denoiser that pulls to the right.
      mean: matrix(featureCount, 1, new Float64Array(featureCount).fill(0.01)),
      factor: matrix(featureCount, 1),
      sampleCounts: [64],
    };
    const [cell] = runLocalTask({ task: "figure/local-laws", input });
    const { "noise-free": reference, ...others } = cell!.laws;
    for (const { cdf } of Object.values(others)) {
      cdf.forEach((value, i) => {
        expectClose(value, reference.cdf[i]!, rounding(1, 64));
      });
    }
    expect(cell!.validity).toMatchObject({ valid: 1, separatrixRatio: 0, largestNegativeDiffusion: 0 });
  });

  it("panels with axes of their own do not set the frame of the others", () => {
    const curve = (x: number[], density: number[]) => ({
      label: "law",
      name: "law",
      density: { x, density, standardError: density.map(() => 0) },
    });
    const panel = { title: "p", row: 0, column: 0, map: null, budgets: [], regions: [] };
    const [plot] = figurePlots({
      format: "scorepath-figure-1",
      id: "gtv-local",
      title: "t",
      caption: "c",
      panels: [
        { ...panel, curves: [curve([-1, 1], [1, 2])] },
        { ...panel, column: 1, axes: { x: "log₁₀ P", y: "gap mass" }, curves: [curve([2, 6], [0.01, 0.02])] },
      ],
      references: [],
      provenance: {
        version: "",
        command: "",
        seed: 1,
        algebra: "",
        elementary: "",
        node: "",
        threads: 1,
        wallSeconds: 0,
      },
    });
    const layout = plot!.layout as Record<string, { range?: number[]; title?: unknown }>;
    expect(layout.xaxis!.range).toEqual([-1, 1]);
    expect(layout.xaxis2!.range).toEqual([2, 6]);
    expect(JSON.stringify(layout.xaxis2!.title)).toContain("P");
  });
});
