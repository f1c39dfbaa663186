import { describe, expect, it } from "vitest";
import { averagePooled, imageSide, points } from "../../../../src/core/index.ts";

describe("averagePooled", () => {
  it("takes means over blocks, image by image", () => {
    const images = points([
      [1, 3, 0, 0, 5, 7, 0, 8, 1, 1, 2, 2, 1, 1, 2, 2],
      [0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0],
    ]);
    const { count, dim, values } = averagePooled(images, 2);
    expect([count, dim]).toEqual([2, 4]);
    expect(Array.from(values)).toEqual([4, 2, 1, 2, 0, 1, 0, 0]);
  });

  it("by 1 changes nothing, by the side gives the mean", () => {
    const images = points([[1, 2, 3, 6]]);
    expect(averagePooled(images, 1)).toEqual(images);
    expect(Array.from(averagePooled(images, 2).values)).toEqual([3]);
  });

  it("refuses images that are not square, and factors that do not divide", () => {
    expect(() => averagePooled(points([[1, 2, 3]]), 1)).toThrow(/dim = 3 must be a square number/);
    expect(() => averagePooled(points([[1, 2, 3, 4]]), 3)).toThrow(/factor = 3 must be a divisor of the side 2/);
    expect(imageSide("here", 196)).toBe(14);
  });
});
