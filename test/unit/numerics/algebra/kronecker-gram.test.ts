import { describe, expect, it } from "vitest";
import { type KroneckerTerms, kroneckerGram, plainGram } from "../../../../src/numerics/algebra/kronecker-gram.ts";
import { seededRng } from "../../../../src/numerics/index.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const seed = 11802;
const groups = 3;

/** Three groups of four terms: active products 1 … P − 1 and times from … to − 1, and what they stand for. */
function given(spaceCount: number, timeCount: number, from: number, to: number) {
  const rng = seededRng(seed);
  const dense: { p: Float64Array; tau: Float64Array; weight: number }[] = [];
  for (let n = 0; n < 4 * groups; n++) {
    const p = rng.normals(spaceCount).fill(0, 0, 1);
    dense.push({ p, tau: rng.normals(timeCount).fill(0, 0, from).fill(0, to), weight: rng.normal() });
  }
  const fill = (terms: KroneckerTerms, group: number): void => {
    terms.count = spaceCount - 1;
    terms.from = from;
    terms.to = to;
    for (let i = 1; i < spaceCount; i++) terms.index[i - 1] = i;
    for (let lane = 0; lane < 4; lane++) {
      const { p, tau, weight } = dense[4 * group + lane]!;
      for (let i = 1; i < spaceCount; i++) terms.products[4 * (i - 1) + lane] = p[i]!;
      for (let k = from; k < to; k++) {
        terms.clock[lane * timeCount + k] = tau[k]!;
        terms.weighted[lane * timeCount + k] = weight * tau[k]!;
      }
    }
  };
  return { dense, fill };
}

describe("the Gram matrix of Kronecker products", () => {
  it.each([
    [3, 4, 1, 4],
    [4, 5, 0, 5],
    [2, 1, 0, 1],
    [5, 7, 2, 2],
  ])("is the sum of its terms: %i products, %i times, active from %i to %i", (spaceCount, timeCount, from, to) => {
    const { dense, fill } = given(spaceCount, timeCount, from, to);
    const { rows, values } = kroneckerGram(spaceCount, timeCount, groups, fill);
    expect(rows).toBe(spaceCount * timeCount);
    for (let f = 0; f < rows; f++) {
      for (let g = 0; g < rows; g++) {
        let expected = 0;
        let size = 0;
        for (const { p, tau, weight } of dense) {
          const left = p[Math.floor(f / timeCount)]! * tau[f % timeCount]!;
          const term = weight * left * p[Math.floor(g / timeCount)]! * tau[g % timeCount]!;
          expected += term;
          size += Math.abs(term);
        }
        expectClose(values[f * rows + g]!, expected, rounding(size, 32), `entry ${f}, ${g}`);
        expect(values[f * rows + g]).toBe(values[g * rows + f]);
      }
    }
  });

  it("has the same bits without WebAssembly", () => {
    for (const timeCount of [4, 5]) {
      const { fill } = given(4, timeCount, 1, timeCount);
      expect(plainGram(4, timeCount, groups, fill)).toEqual(kroneckerGram(4, timeCount, groups, fill));
    }
  });

  it("is zero without terms", () => {
    expect(kroneckerGram(2, 2, 0, () => {}).values).toEqual(new Float64Array(16));
  });
});
