import { describe, expect, it } from "vitest";
import { type Region, regionContains } from "../../../src/core/index.ts";

const inside = (region: Region, ...x: number[]): boolean =>
  regionContains(region, Float64Array.of(9, ...x), 1, x.length);

describe("regions", () => {
  it("intervals are closed below and open above, and null is infinite", () => {
    const region: Region = {
      name: "tails",
      kind: "intervals",
      intervals: [
        [null, -1],
        [1, null],
      ],
    };
    expect([-5, -1, 0, 1, 7].map((x) => inside(region, x))).toEqual([true, false, false, true, true]);
  });

  it("balls are open and may be several", () => {
    const region: Region = {
      name: "tips",
      kind: "balls",
      centers: [
        [1, 0],
        [-1, 0],
      ],
      radius: 0.25,
    };
    expect([inside(region, 1.1, 0.1), inside(region, -1, 0.2), inside(region, 0.75, 0)]).toEqual([true, true, false]);
  });

  it("a cell holds what is nearest to its centre", () => {
    const region: Region = {
      name: "right",
      kind: "cell",
      centers: [
        [-1, 0],
        [1, 0],
      ],
      index: 1,
    };
    expect([inside(region, 0.1, 5), inside(region, -0.1, 5)]).toEqual([true, false]);
  });
});
