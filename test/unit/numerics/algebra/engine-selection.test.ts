import { afterEach, describe, expect, it } from "vitest";
import {
  ArgumentError,
  activeEngine,
  algebra,
  type DenseAlgebra,
  engineChoice,
  engineNames,
  forceEngine,
  type Matrix,
  matrix,
  registerEngine,
  wasmAlgebra,
} from "../../../../src/numerics/index.ts";

const chosen = engineChoice();
afterEach(() => forceEngine(chosen));

/** An engine that counts its products. */
function counting(name: string): DenseAlgebra & { readonly products: number[] } {
  const products: number[] = [];
  const gemm = (a: Matrix, b: Matrix): Matrix => {
    products.push(a.rows);
    return wasmAlgebra.gemm(a, b);
  };
  return { ...wasmAlgebra, name, gemm, products };
}

describe("engine selection", () => {
  it("knows its engines, and by default takes typed arrays for small and WebAssembly for large matrices", () => {
    forceEngine("auto");
    expect(engineNames().slice(0, 3)).toEqual(["ml-matrix", "typed-array", "wasm"]);
    expect(engineChoice()).toBe("auto");
    expect(activeEngine()).toBe("typed-array + wasm");
    expect(algebra.name).toBe("typed-array + wasm");
  });

  it("a forced engine does everything, and is named", () => {
    for (const name of engineNames()) {
      forceEngine(name);
      expect([engineChoice(), activeEngine(), algebra.name]).toEqual([name, name, name]);
      expect(algebra.gemm(matrix(1, 1, Float64Array.of(2)), matrix(1, 1, Float64Array.of(3))).values[0]).toBe(6);
    }
  });

  it("refuses an engine that is not there, and says which are", () => {
    expect(() => forceEngine("cuda")).toThrow(ArgumentError);
    expect(() => forceEngine("cuda")).toThrow("auto, ml-matrix, typed-array, wasm");
    expect(() => registerEngine(wasmAlgebra, Number.NaN)).toThrow(ArgumentError);
  });

  it("a registered engine takes the sizes from its threshold on; with infinity it must be forced", () => {
    forceEngine("auto");
    const large = counting("large");
    registerEngine(large, 1000);
    for (const n of [4, 9, 10, 11]) algebra.gemm(matrix(n, n), matrix(n, n));
    expect(large.products).toEqual([10, 11]);
    expect(activeEngine()).toBe("typed-array + wasm + large");
    registerEngine(large, Number.POSITIVE_INFINITY);
    algebra.gemm(matrix(50, 50), matrix(50, 50));
    expect(large.products).toEqual([10, 11]);
    expect(activeEngine()).toBe("typed-array + wasm");
    forceEngine("large");
    algebra.gemm(matrix(2, 2), matrix(2, 2));
    expect(large.products).toEqual([10, 11, 2]);
  });

  it("every engine gives results of its own: none is overwritten by the next call", () => {
    for (const name of ["ml-matrix", "typed-array", "wasm"]) {
      forceEngine(name);
      const a = matrix(
        20,
        20,
        Float64Array.from({ length: 400 }, (_, i) => i),
      );
      const first = algebra.gemm(a, a);
      const kept = first.values.slice();
      algebra.syrk(matrix(300, 300, new Float64Array(90_000).fill(1)));
      expect(first.values).toEqual(kept);
    }
  });
});
