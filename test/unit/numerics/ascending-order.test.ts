import { describe, expect, it } from "vitest";
import { ascendingOrder, seededRng } from "../../../src/numerics/index.ts";

const seed = 11803;

describe("the ascending order", () => {
  it.each([0, 1, 2, 100, 255, 256, 5000])("of %i numbers is that of a stable sort by comparison", (count) => {
    const rng = seededRng(seed).split(String(count));
    const draws = [
      rng.normals(count),
      rng.normals(count).map((z) => Math.round(3 * z)),
      rng.normals(count).map((z) => Math.sign(z) * Math.exp(200 * z)),
      // Alike in all but the last bits, and nearly so, with some that are equal.
      rng.normals(count).map((z) => 1 + Math.round(1e4 * z) * Number.EPSILON),
      rng.normals(count).map((z) => -1 - 1e-9 * z),
      rng.normals(count).map((z) => (z > 1 ? Infinity : z < -1 ? -Infinity : z > 0 ? 0 : -0)),
    ];
    for (const values of draws) {
      const expected = Array.from(values.keys()).sort((a, b) =>
        values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : a - b,
      );
      expect([...ascendingOrder(values)]).toEqual(expected);
    }
  });
});
