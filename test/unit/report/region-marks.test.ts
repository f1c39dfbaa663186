import { describe, expect, it } from "vitest";
import { regionMarks, stretches } from "../../../src/report/region-marks.ts";
import { sampleRegions } from "../../support/sample-result.ts";

describe("stretches", () => {
  it("cuts infinite intervals to the frame", () => {
    expect(stretches(sampleRegions[3]!, -2, 2).map(({ low, high }) => [low, high])).toEqual([
      [-2, -1.25],
      [1.25, 2],
    ]);
  });

  it("turns balls and Voronoi cells into intervals", () => {
    const ball = { name: "ball", kind: "balls", centers: [[0]], radius: 0.5 } as const;
    const cell = { name: "cell", kind: "cell", centers: [[-1], [0], [1]], index: 1 } as const;
    expect(stretches(ball, -2, 2)).toEqual([{ name: "ball", low: -0.5, high: 0.5 }]);
    expect(stretches(cell, -2, 2)).toEqual([{ name: "cell", low: -0.5, high: 0.5 }]);
  });
});

describe("regionMarks", () => {
  it("names every stretch in one lane when regions do not overlap", () => {
    const marks = regionMarks(sampleRegions, [-1.75, 1.75]);
    expect(marks.lanes).toBe(1);
    expect(marks.annotations).toHaveLength(7);
  });

  it("moves overlapping regions to a lane of their own", () => {
    const wide = { name: "all", kind: "intervals", intervals: [[null, null]] } as const;
    expect(regionMarks([...sampleRegions, wide], [-1.75, 1.75]).lanes).toBe(2);
  });
});
