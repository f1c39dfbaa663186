import { describe, expect, it } from "vitest";
import { points } from "../../../../src/core/index.ts";
import {
  coarseDensity,
  conditionalImage,
  massesOfImage,
  memberImage,
} from "../../../../src/experiments/figures/orientation-image.ts";
import {
  orientation,
  orientationCell,
  orientationSets,
  type PlaneSet,
} from "../../../../src/experiments/figures/orientation-setting.ts";
import { orientationRatios, orientationTable } from "../../../../src/experiments/figures/orientation-tables.ts";
import { runOrientationTask } from "../../../../src/experiments/figures/orientation-tasks.ts";
import { inThread, runFigure, runTask } from "../../../../src/experiments/index.ts";
import { diskLoader } from "../../../support/data-loader.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const { bins, halfWidth } = orientation;

describe("the setting of the two-dimensional figure", () => {
  it("has 1000 features of either family at 500 draws, and the four points at their angle", () => {
    for (const family of orientation.families) {
      for (const angle of orientation.angles) {
        const { model, process } = orientationCell(family, angle);
        expect([model.features.featureCount, model.sampleCount, model.ridge]).toEqual([1000, 500, 0.1]);
        expect(process.grid.times).toHaveLength(31);
        const [first] = process.data.components;
        const radians = (angle * Math.PI) / 180;
        expectClose(first!.mean[0]!, Math.cos(radians), rounding(1), "first point");
        expectClose(first!.mean[1]!, Math.sin(radians), rounding(1), "first point");
      }
    }
  });

  it("has Fourier features of period 3 in space and 1 − ε in time, five cosines and four sines an axis", () => {
    const { features } = orientationCell("fourier", 0).model;
    const row = (x: number, y: number, t: number): Float64Array =>
      features.evaluate({ x: points([[x, y]]), t: Float64Array.of(t) }).values;
    const base = row(0.3, -0.4, 0.2);
    row(3.3, 2.6, 1.19).forEach((value, f) => {
      expectClose(value, base[f]!, rounding(1, 500), `feature ${f}`);
    });
    // x₁ slowest, time fastest: index (i, j, k) = 100 i + 10 j + k, constants first, then cosines, then sines.
    const turn = (2 * Math.PI) / 3;
    const expected = Math.cos(5 * turn * 0.3) * Math.sin(2 * turn * -0.4) * Math.cos((2 * Math.PI * 0.2) / 0.99);
    expectClose(base[100 * 5 + 10 * 7 + 1]!, expected, rounding(1, 100), "a product");
  });

  it("has Gaussian features of ten centres an axis, width half the spacing, as densities", () => {
    const { features } = orientationCell("gaussian", 0).model;
    const { values } = features.evaluate({ x: points([[-1.5, 1.5]]), t: Float64Array.of(0.01) });
    const height = (spacing: number): number => 1 / (Math.sqrt(2 * Math.PI) * (spacing / 2));
    const peak = height(1 / 3) ** 2 * height(0.11);
    expectClose(values[10 * 9]!, peak, rounding(peak, 100), "at its own centre");
  });
});

describe("the sets of the reference tables", () => {
  const inside = (sets: readonly PlaneSet[], x: number, y: number): string[] =>
    sets.filter((set) => set.contains(x, y)).map(({ name }) => name);

  it("turn with the points, and are rectangles at 45 degrees", () => {
    expect(inside(orientationSets(0), 0.9, 0.1)).toEqual(["left/right tips"]);
    expect(inside(orientationSets(0), 0, -1.2)).toEqual(["top/bottom tips"]);
    expect(inside(orientationSets(0), 0.5, -0.5)).toEqual(["edge mids"]);
    expect(inside(orientationSets(22.5), Math.cos(Math.PI / 8), Math.sin(Math.PI / 8))).toEqual(["left/right tips"]);
    expect(inside(orientationSets(22.5), 0.5, 0.5)).toEqual([]);
    expect(inside(orientationSets(45), 0.3, -0.6)).toEqual(["top/bottom edge"]);
    expect(inside(orientationSets(45), -0.9, 0)).toEqual(["left/right edge"]);
    expect(inside(orientationSets(45), 0.6, 0.7)).toEqual(["near data"]);
    for (const angle of orientation.angles) {
      expect(inside(orientationSets(angle), 0, 0.1)).toEqual(["centre"]);
      expect(inside(orientationSets(angle), 0, -1.6)).toEqual(["outside box"]);
    }
  });

  it("are those that the tables name", () => {
    for (const { angle, set } of orientationTable)
      expect(orientationSets(angle).map(({ name }) => name)).toContain(set);
    expect(orientationTable).toHaveLength(33);
    expect(orientationRatios).toHaveLength(6);
  });
});

describe("the images of a member", () => {
  // Three samples at (0, 1), one at the centre, one at (1, 0), and one outside the box.
  const ends = Float64Array.of(0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1.7);
  const right: PlaneSet = { name: "right", contains: (x) => x > 0.5 };
  const top: PlaneSet = { name: "top", contains: (_x, y) => y > 0.5 };

  it("are shares of its samples, which average to a joint density with the mass in the box", () => {
    const image = memberImage("joint", ends);
    massesOfImage(image, [right, top]).forEach((mass, k) => {
      expectClose(mass, [1 / 6, 3 / 6][k]!, rounding(1), `mass ${k}`);
    });
    const { values } = coarseDensity([image, image], 2);
    const area = ((2 * halfWidth) / values.length) ** 2;
    const total = values.flat().reduce((sum, value) => sum + value * area, 0);
    expectClose(total, 5 / 6, rounding(1, 1e5), "mass");
  });

  it("or, as published, p(y | x): columns of one, and of zero where it has no sample; horizontal grows over vertical", () => {
    const image = memberImage("conditional", ends);
    const columns = new Float64Array(bins);
    for (let i = 0; i < image.length; i++) columns[i % bins]! += image[i]!;
    expect(new Set(columns)).toEqual(new Set([0, 1]));
    expect(massesOfImage(image, [right, top])).toEqual([1, 0.75]);
    const other = memberImage("conditional", Float64Array.of(0, 1));
    const { values } = conditionalImage([image, other], 2);
    expect(Math.max(...values.map((row) => Math.max(...row)))).toBe(0.875);
  });
});

describe("the figure", () => {
  const context = {
    parallel: inThread((task) => runTask(task, diskLoader)),
    loader: diskLoader,
    provenance: { version: "0", command: "test", node: "test" },
  };

  it("gives equal members whatever range they are computed in", () => {
    const input = { seed: 3, family: "fourier", angle: 45, paths: 6, image: "joint" } as const;
    const task = (from: number, to: number) =>
      runOrientationTask({ task: "figure/orientation-members", input: { ...input, from, to } });
    const whole = task(0, 2);
    const second = task(1, 2);
    expect(whole.noisy.masses.values.slice(5)).toEqual(second.noisy.masses.values);
    expect(whole.noisy.masses.values).not.toEqual(whole.noiseFree.masses.values);
  });

  it("has twelve panels with one colour scale, J0 right of J1, and every reference once; the published image is marked", async () => {
    for (const scheme of ["accurate", "published"] as const) {
      const { panels, references, title } = await runFigure("gtv-fig3", { scheme, models: 2 }, context);
      expect(panels.map(({ row, column, title: own }) => `${row}/${column} ${own}`).slice(0, 2)).toEqual([
        "1/0 Gaussian, 0°, J1",
        "1/1 Gaussian, 0°, J0",
      ]);
      expect(panels).toHaveLength(12);
      expect(new Set(panels.map(({ map }) => JSON.stringify(map!.scale))).size).toBe(1);
      expect(new Set(references.map(({ quantity }) => quantity)).size).toBe(33 + (scheme === "published" ? 12 : 6));
      expect(/p\(y \| x\)/.test(title)).toBe(scheme === "published");
      expect(panels[0]!.map!.values).toHaveLength(scheme === "published" ? 200 : 100);
    }
  });
});
