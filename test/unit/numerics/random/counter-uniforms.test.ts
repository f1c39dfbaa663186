import { describe, expect, it } from "vitest";
import { ArgumentError, counterUniforms } from "../../../../src/numerics/index.ts";
import { counterWords } from "../../../../src/numerics/random/counter-uniforms.ts";
import { withKernels, withoutKernels } from "../../../support/with-engine.ts";

const seed = 6_155;
const hex = (words: Uint32Array) => [...words].map((word) => word.toString(16).padStart(8, "0")).join(" ");

describe("counterUniforms", () => {
  it("is one sequence, of which any stretch can be had", () => {
    const whole = counterUniforms(seed, 0, 10_000);
    for (const [first, count] of [
      [0, 1],
      [1, 1],
      [1, 2],
      [4095, 3],
      [7, 9000],
      [5000, 0],
    ] as const)
      expect(counterUniforms(seed, first, count)).toEqual(whole.slice(first, first + count));
    expect(counterUniforms(String(seed), 0, 5)).toEqual(whole.slice(0, 5));
    expect(counterUniforms(seed + 1, 0, 5)).not.toEqual(whole.slice(0, 5));
    expect(whole.every((u) => u > 0 && u < 1)).toBe(true);
  });

  it("has the same bits without WebAssembly, also where the lower word of the counter overflows", () => {
    for (const first of [0, 3, 2 ** 33 - 5, 2 ** 52])
      expect(withoutKernels(() => counterUniforms(seed, first, 21))).toEqual(
        withKernels(() => counterUniforms(seed, first, 21)),
      );
  });

  it("refuses stretches that are none", () => {
    for (const bad of [-1, 0.5, 2 ** 53]) {
      expect(() => counterUniforms(seed, bad, 1)).toThrow(ArgumentError);
      expect(() => counterUniforms(seed, 0, bad)).toThrow(ArgumentError);
    }
  });
});

describe("counterWords give the known answers published with Random123", () => {
  for (const [how, apply] of [
    ["with kernels", withKernels],
    ["without", withoutKernels],
  ] as const)
    it(how, () => {
      const digits = Uint32Array.of(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344);
      const key = Uint32Array.of(0xa4093822, 0x299f31d0);
      expect(hex(apply(() => counterWords(digits, key, 1)))).toBe("d16cfe09 94fdcceb 5001e420 24126ea1");
      const zero = apply(() => counterWords(new Uint32Array(4), new Uint32Array(2), 1));
      expect(hex(zero)).toBe("6627e8d5 e169c58d bc57ac4c 9b00dbd8");
      const ones = apply(() =>
        counterWords(new Uint32Array(4).fill(0xffffffff), new Uint32Array(2).fill(0xffffffff), 1),
      );
      expect(hex(ones)).toBe("408f276d 41c83b0e a20bc7c6 6d5451fd");
    });
});
