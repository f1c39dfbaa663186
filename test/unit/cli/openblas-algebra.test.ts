import { describe, expect, it } from "vitest";
import { openblasAlgebra } from "../../../src/cli/openblas-algebra.ts";
import { openblasLibrary } from "../../../src/cli/openblas-algebra-library.ts";
import { matrix, typedArrayAlgebra } from "../../../src/numerics/index.ts";

const engine = await openblasAlgebra();

describe("openblasAlgebra", () => {
  it("is there exactly when the library is, and leaves the environment as it was", async () => {
    const before = process.env.OPENBLAS_NUM_THREADS;
    const library = await openblasLibrary();
    expect(engine === null).toBe(library === null);
    expect(process.env.OPENBLAS_NUM_THREADS).toBe(before);
  });

  it("solves a matrix done by hand as typed arrays do; where it is missing, its absence is a null", () => {
    const a = matrix(3, 3, Float64Array.of(4, 12, -16, 12, 37, -43, -16, -43, 98));
    const b = matrix(3, 1, Float64Array.of(0, 6, 39));
    const found = (engine ?? typedArrayAlgebra).solvePositiveDefinite(a, b);
    expect(found.values).toEqual(Float64Array.of(1, 1, 1));
  });
});
