import { describe, expect, it } from "vitest";
import { namedData, namedDataNames } from "../../../../src/core/index.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const rows = (name: string, options?: { angle: number }): number[][] =>
  namedData(name, options).components.map(({ mean }) => [...mean]);

describe("namedData", () => {
  it("three-points is -1, 0, 1", () => {
    expect(rows("three-points")).toEqual([[-1], [0], [1]]);
  });

  it("polygon and hexagon are the sixth roots of one", () => {
    expect(rows("hexagon")).toEqual(rows("polygon"));
    rows("polygon").forEach(([x, y], k) => {
      expectClose(x!, Math.cos((k * Math.PI) / 3), rounding(1));
      expectClose(y!, Math.sin((k * Math.PI) / 3), rounding(1));
    });
  });

  it("line lies on the diagonal, l-shape and random are as published", () => {
    expect(rows("line").map(([x, y]) => [x, x === y])).toEqual([-1, -0.6, -0.2, 0.2, 0.6, 1].map((c) => [c, true]));
    expect(rows("l-shape")).toEqual([
      [-1, -1],
      [-1, 0],
      [-1, 1],
      [0, -1],
      [0.5, -1],
      [1, -1],
    ]);
    expect(rows("random")).toEqual([
      [-1, -1],
      [-0.9, 1],
      [-0.3, 0.2],
      [0.1, -0.1],
      [0.2, -0.1],
      [0.9, 0.7],
    ]);
  });

  it("four-points has exact quarter turns at any angle", () => {
    expect(rows("four-points")).toEqual([
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ]);
    const [a, b, c, d] = rows("four-points", { angle: 22.5 }) as [number[], number[], number[], number[]];
    expectClose(a[0]!, Math.cos(Math.PI / 8), rounding(1));
    expect([b, c, d]).toEqual([
      [-a[1]!, a[0]],
      [-a[0]!, -a[1]!],
      [a[1], -a[0]!],
    ]);
    expect(rows("four-points", { angle: -90 })).toEqual([
      [0, -1],
      [1, 0],
      [0, 1],
      [-1, 0],
    ]);
  });

  it("every name is known and has equal weights", () => {
    for (const name of namedDataNames) {
      const { components } = namedData(name);
      expect(new Set(components.map(({ weight }) => weight))).toEqual(new Set([1 / components.length]));
    }
  });

  it("refuses an unknown name with the nearest one, and an angle that does not apply", () => {
    expect(() => namedData("three-point")).toThrow('did you mean "three-points"?');
    expect(() => namedData("constructor")).toThrow('name = "constructor" must be one of two-points');
    expect(() => namedData("digits")).toThrow("the digits come from a file: digitsFromBytes");
    expect(() => namedData("line", { angle: 3 })).toThrow("angle = 3 must be left out");
    expect(() => namedData("four-points", { angle: Number.NaN })).toThrow("angle = NaN");
  });
});
