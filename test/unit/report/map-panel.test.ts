import { describe, expect, it } from "vitest";
import type { FigurePanel } from "../../../src/core/index.ts";
import { mapAxes, mapTraces } from "../../../src/report/map-panel.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const panel: FigurePanel & { readonly map: object } = {
  title: "two by two",
  row: 0,
  column: 0,
  axes: { x: "F/P", y: "ε" },
  map: {
    x: [0, 1],
    y: [0, 1],
    values: [
      [0.01, 0.1],
      [0.001, 1],
    ],
    marks: [],
    scale: { quantity: "distance", range: [0.001, 1], stretch: "logarithmic" },
    cells: {
      columns: ["1", "1/4"],
      rows: ["0.01", "0.1"],
      text: [
        [".01", ".1"],
        ["<.001", "1"],
      ],
      framed: [[0, 1]],
    },
  },
  curves: [],
  budgets: [],
  regions: [],
};

describe("a map of few cells", () => {
  it("has names at its axes instead of places", () => {
    const { x, y } = mapAxes(panel, "x");
    expect(x).toMatchObject({ tickvals: [0, 1], ticktext: ["1", "1/4"], range: [-0.5, 1.5] });
    expect(y).toMatchObject({ tickvals: [0, 1], ticktext: ["0.01", "0.1"] });
    expect(x).toMatchObject({ title: { text: "F/P" } });
  });

  it("says what each cell says, as text", () => {
    const [heat] = mapTraces(panel.map, {}, null);
    expect(heat!.text).toEqual([
      [".01", ".1"],
      ["&lt;.001", "1"],
    ]);
  });

  it("puts a closed frame around each cell that has one, and no trace where none has", () => {
    const [, frames] = mapTraces(panel.map, {}, null);
    const [x, y] = [frames!.x, frames!.y] as [(number | null)[], (number | null)[]];
    expect(x).toHaveLength(6);
    expect(x[4]).toBe(x[0]);
    expect(y[4]).toBe(y[0]);
    expect(x.at(-1)).toBeNull();
    for (const side of x.slice(0, 5)) expect(Math.abs(side! - 0)).toBeLessThan(0.5);
    for (const side of y.slice(0, 5)) expect(Math.abs(side! - 1)).toBeLessThan(0.5);
    const bare = { ...panel.map, cells: { ...panel.map.cells!, framed: [] } };
    expect(mapTraces(bare, {}, null)).toHaveLength(1);
  });

  it("has colours by the logarithm, and a bar with the values themselves", () => {
    const [heat] = mapTraces(panel.map, {}, { thickness: 9 });
    expect(heat!.z).toEqual([
      [-2, -1],
      [-3, 0],
    ]);
    expectClose(heat!.zmin as number, -3, rounding(3));
    const bar = heat!.colorbar as { ticktext: string[]; tickvals: number[] };
    expect(bar.ticktext[0]).toBe("0.001");
    expect(bar.ticktext.at(-1)).toBe("1");
    expectClose(bar.tickvals[2]!, -1.5, rounding(3));
  });
});

describe("a map of places", () => {
  const { cells: _cells, scale: _scale, ...places } = panel.map;

  it("has square bins and axes without titles", () => {
    const { axes: _axes, ...bare } = { ...panel, map: places };
    expect(mapAxes(bare, "x3").y).toMatchObject({ scaleanchor: "x3", constrain: "domain" });
    expect(mapTraces(places, {}, null)).toHaveLength(1);
    expect(mapTraces({ ...places, marks: [[0, 1]] }, {}, null)).toHaveLength(2);
  });
});
