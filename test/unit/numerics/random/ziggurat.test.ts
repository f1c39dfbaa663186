import { describe, expect, it } from "vitest";
import { nextWord } from "../../../../src/numerics/random/xoshiro.ts";
import { normalsInto } from "../../../../src/numerics/random/ziggurat.ts";

const start = () => Int32Array.of(1, 2, 3, 4);

describe("normalsInto", () => {
  it("gives the same numbers in one call and in many, and leaves the state where the words left it", () => {
    const together = new Float64Array(3000);
    const state = start();
    normalsInto(together, state);
    const apart = new Float64Array(3000);
    const other = start();
    for (let i = 0; i < 3000; i++) normalsInto(apart.subarray(i, i + 1), other);
    expect(apart).toEqual(together);
    expect(other).toEqual(state);
  });

  it("takes two words for an accepted normal", () => {
    const state = start();
    normalsInto(new Float64Array(1), state);
    const words = start();
    nextWord(words);
    nextWord(words);
    expect(state).toEqual(words);
  });
});
