import { describe, expect, it } from "vitest";
import { namedData } from "../../../src/core/index.ts";
import { exactLaw, regionIntervals, regionMass } from "../../../src/theory/index.ts";
import { publishedSchedule } from "../../support/mixtures.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const law = exactLaw(namedData("three-points"), publishedSchedule(), 0.01);

describe("masses of regions on a line", () => {
  it("of Voronoi cells of the data are a third each, and of everything one", () => {
    const centers = [[-1], [0], [1]];
    const cells = [0, 1, 2].map((index) => regionMass(law, { name: "cell", kind: "cell", centers, index }));
    // The middle cell loses what leaks over |x| = 0.5, eight widths away.
    for (const mass of cells) expectClose(mass, 1 / 3, { bound: 1e-14, reason: "tail beyond 7.9 widths" });
    expectClose(regionMass(law, { name: "all", kind: "intervals", intervals: [[null, null]] }), 1, rounding(1));
  });

  it("count overlapping intervals and balls once", () => {
    const twice = {
      name: "twice",
      kind: "intervals",
      intervals: [
        [-0.2, 0.1],
        [0, 0.3],
        [0.3, 0.4],
      ],
    } as const;
    expectClose(regionMass(law, twice), law.mass(-0.2, 0.4), rounding(1));
    const balls = { name: "balls", kind: "balls", centers: [[0], [0.1]], radius: 0.2 } as const;
    expectClose(regionMass(law, balls), law.mass(-0.2, 0.3), rounding(1));
  });

  it("turn every kind of region into intervals", () => {
    const centers = [[2], [-1], [0]];
    expect(regionIntervals({ name: "c", kind: "cell", centers, index: 1 })).toEqual([[-Infinity, -0.5]]);
    expect(regionIntervals({ name: "c", kind: "cell", centers, index: 2 })).toEqual([[-0.5, 1]]);
    expect(regionIntervals({ name: "i", kind: "intervals", intervals: [[null, 3]] })).toEqual([[-Infinity, 3]]);
  });

  it("refuse regions in the plane and reversed intervals", () => {
    const plane = { name: "p", kind: "balls", centers: [[0, 0]], radius: 1 } as const;
    expect(() => regionMass(law, plane)).toThrow(/center = \[0,0\] must be one-dimensional/);
    const reversed = { name: "r", kind: "intervals", intervals: [[1, 0]] } as const;
    expect(() => regionMass(law, reversed)).toThrow(/interval = \[1,0\] must be ordered/);
  });
});
