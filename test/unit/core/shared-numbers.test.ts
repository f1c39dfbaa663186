import { describe, expect, it } from "vitest";
import { ArgumentError, isShared, sharedMatrix, sharedNumbers } from "../../../src/core/index.ts";
import { matrix } from "../../../src/numerics/index.ts";

describe("shared numbers", () => {
  it("are zeros in memory that a clone shares", () => {
    const numbers = sharedNumbers(3);
    expect([...numbers]).toEqual([0, 0, 0]);
    expect(isShared(numbers)).toBe(true);
    expect(isShared(new Float64Array(3))).toBe(false);
    structuredClone(numbers)[1] = 7;
    expect([...numbers]).toEqual([0, 7, 0]);
    expect(() => sharedNumbers(-1)).toThrow(ArgumentError);
  });

  it("are ordinary ones where there is no shared memory", () => {
    const there = globalThis.SharedArrayBuffer;
    try {
      Reflect.deleteProperty(globalThis, "SharedArrayBuffer");
      const numbers = sharedNumbers(2);
      expect(numbers.buffer).toBeInstanceOf(ArrayBuffer);
      expect(isShared(numbers)).toBe(false);
    } finally {
      Object.defineProperty(globalThis, "SharedArrayBuffer", { value: there, configurable: true, writable: true });
    }
  });

  it("hold a copy of a matrix, made once", () => {
    const a = matrix(2, 2, Float64Array.of(1, 2, 3, 4));
    const shared = sharedMatrix(a);
    expect(shared).not.toBe(a);
    expect([...shared.values]).toEqual([1, 2, 3, 4]);
    expect(sharedMatrix(shared)).toBe(shared);
  });
});
