import { describe, expect, it } from "vitest";
import { denseFeatureMap } from "../../../../src/linear-models/index.ts";
import { matrix } from "../../../../src/numerics/index.ts";
import { statesOf } from "../../../support/linear-models.ts";

describe("a feature map from its dense evaluation", () => {
  it("sums over more states than one block holds", () => {
    const largest: number[] = [];
    const features = denseFeatureMap("counting", 1, 1, ({ x }) => {
      largest.push(x.count);
      return matrix(x.count, 1, x.values.slice());
    });
    const count = 5000;
    const at = statesOf(
      Array.from({ length: count }, (_, n) => [n % 3, 0.5]),
      1,
    );
    const ones = new Float64Array(count).fill(1);
    // 0, 1, 2 repeated: 1666 whole cycles, then 0 and 1.
    expect(features.gram(at, ones).values[0]).toBe(1666 * 5 + 1);
    expect(features.project(at, matrix(count, 1, ones)).values[0]).toBe(1666 * 3 + 1);
    expect(features.combine(at, matrix(1, 1, Float64Array.of(2))).values[count - 1]).toBe(2);
    expect(Math.max(...largest)).toBeLessThan(count);
  });
});
