import { describe, expect, it } from "vitest";
import { indicatorBins } from "../../../../src/linear-models/index.ts";

describe("indicator bins", () => {
  const axis = indicatorBins({ edges: [-1, 0, 0.5, 2] });
  const at = (xi: number): number[] => [...axis.table(Float64Array.of(xi)).values];

  it("hold their left edge, not their right one, but for the last bin", () => {
    expect(at(-1)).toEqual([1, 0, 0]);
    expect(at(-1e-12)).toEqual([1, 0, 0]);
    expect(at(0)).toEqual([0, 1, 0]);
    expect(at(0.5)).toEqual([0, 0, 1]);
    expect(at(2)).toEqual([0, 0, 1]);
  });

  it("are all zero outside", () => {
    expect(at(-1.1)).toEqual([0, 0, 0]);
    expect(at(2.1)).toEqual([0, 0, 0]);
  });

  it("tell quadratures where they jump", () => {
    expect(axis.breaks).toEqual([-1, 0, 0.5, 2]);
  });

  it("refuse edges that are too few, do not increase, or are not finite", () => {
    expect(() => indicatorBins({ edges: [1] })).toThrow("indicatorBins: edges = [1] must be at least two numbers");
    const rule = "must be finite and above the edge before it";
    expect(() => indicatorBins({ edges: [0, 0] })).toThrow(`indicatorBins: edges[1] = 0 ${rule}`);
    expect(() => indicatorBins({ edges: [Number.NaN, 0] })).toThrow(`indicatorBins: edges[0] = NaN ${rule}`);
    expect(() => indicatorBins({ edges: [0, Infinity] })).toThrow(`indicatorBins: edges[1] = Infinity ${rule}`);
  });
});
