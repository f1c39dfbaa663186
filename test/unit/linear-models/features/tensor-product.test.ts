import { describe, expect, it } from "vitest";
import { points } from "../../../../src/core/index.ts";
import { fourierAxis, gaussianBumps, polynomialAxis, tensorProduct } from "../../../../src/linear-models/index.ts";
import { statesOf } from "../../../support/linear-models.ts";

describe("tensor products of axes", () => {
  const powers = polynomialAxis({ degree: 1 });
  const squares = polynomialAxis({ degree: 2 });

  it("run the time index fastest, then the last coordinate", () => {
    const features = tensorProduct([powers, squares], powers);
    const [x1, x2, t] = [2, 3, 5];
    expect([...features.evaluate(statesOf([[x1, x2, t]], 2)).values]).toEqual(
      [1, x1].flatMap((a) => [1, x2, x2 * x2].flatMap((b) => [a * b, a * b * t])),
    );
  });

  it("sum weights that are all zero, and no states at all, to zero", () => {
    const features = tensorProduct([powers], powers);
    expect([...features.gram(statesOf([[1, 1]], 1), Float64Array.of(0)).values]).toEqual(new Array(16).fill(0));
    expect([...features.gram(statesOf([], 1), new Float64Array(0)).values]).toEqual(new Array(16).fill(0));
  });

  it("vary over the shortest length of their axes", () => {
    const bumps = gaussianBumps({ count: 4, low: 0, high: 3, width: 0.25 });
    const { scale } = tensorProduct([bumps, fourierAxis({ count: 3, period: 6 })], powers);
    expect(scale).toEqual({ space: 0.25, time: Infinity });
  });

  it("refuse to be without a spatial axis, and states of another dimension", () => {
    expect(() => tensorProduct([], powers)).toThrow("tensorProduct: space = [] must be at least one axis");
    const plane = tensorProduct([powers, powers], powers);
    expect(() => plane.evaluate(statesOf([[1, 0.5]], 1))).toThrow(
      "x is [1, 1], features is [2]; the dimensions must agree",
    );
    expect(() => plane.sliceAt(0.5, { rows: 8, cols: 1, values: new Float64Array(8) })(points([[1]]))).toThrow(
      "the dimensions must agree",
    );
  });
});
