import { describe, expect, it } from "vitest";
import { nextWord } from "../../../../src/numerics/random/xoshiro.ts";

describe("xoshiro128++ started from the words 1, 2, 3, 4", () => {
  const state = Int32Array.of(1, 2, 3, 4);
  const words = Uint32Array.from({ length: 102_401 }, () => nextWord(state));

  it("gives the words that its authors' C program gives", () => {
    const known = [
      641, 1573767, 3222811527, 3517856514, 836907274, 4247214768, 3867114732, 1355841295, 495546011, 621204420,
    ];
    expect([...words.subarray(0, known.length)]).toEqual(known);
  });

  it("gives PHP's word after 102 400 others", () => expect(words[102_400]!.toString(16)).toBe("2c873cfa"));
});
