import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ArgumentError } from "../../../src/core/index.ts";
import { resampled, sampleLaw, stepLaw } from "../../../src/validate/index.ts";
import { uniform } from "../../support/arbitraries.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const seed = 30602;

describe("a law of atoms", () => {
  it("sorts its atoms, takes their weights along and has mass one", () => {
    const law = stepLaw(Float64Array.of(2, -1, 0.5), Float64Array.of(2, 1, 5));
    expect([...law.x]).toEqual([-1, 0.5, 2]);
    expect([...law.weight]).toEqual([0.125, 0.625, 0.25]);
    expect([law.blocks, ...law.block]).toEqual([1, 0, 0, 0]);
  });

  it("remembers which model made an atom", () => {
    const law = stepLaw(Float64Array.of(5, 1, 4, 0, 3, 2), new Float64Array(6).fill(1), 3);
    expect([...law.x]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...law.block]).toEqual([1, 0, 2, 2, 1, 0]);
  });

  it("gathers many models in 200 blocks of equal size, in order", () => {
    const law = stepLaw(
      Float64Array.from({ length: 1000 }, (_, i) => i),
      new Float64Array(1000).fill(1),
      1000,
    );
    expect(law.blocks).toBe(200);
    law.block.forEach((block, i) => {
      expect(block).toBe(Math.floor(i / 5));
    });
  });

  it("does not write to its arguments", () => {
    const values = Float64Array.of(2, -1);
    stepLaw(values, Float64Array.of(1, 3));
    expect([...values]).toEqual([2, -1]);
  });

  it("pools samples with equal weights, in one dimension only", () => {
    const points = { count: 4, dim: 1, values: Float64Array.of(3, 2, 1, 0) };
    const law = sampleLaw({ kind: "samples", points, models: 2 });
    expect([...law.weight]).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect([...law.block]).toEqual([1, 1, 0, 0]);
    expect(() => sampleLaw({ kind: "samples", points: { ...points, count: 2, dim: 2 }, models: 1 })).toThrow(
      ArgumentError,
    );
  });
});

describe("a resampled law", () => {
  it("counts each block as often as told and keeps mass one", () => {
    const law = stepLaw(Float64Array.of(0, 1, 2), Float64Array.of(1, 1, 1), 3);
    expect([...resampled(law, Float64Array.of(2, 0, 1)).weight]).toEqual([2 / 3, 0, 1 / 3]);
  });

  it("is the law itself when every block counts equally", () => {
    const atoms = fc.array(uniform(-2, 2), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(atoms, uniform(0.1, 9), (values, times) => {
        const law = stepLaw(Float64Array.from(values), Float64Array.of(1, 2, 3, 4), 2);
        resampled(law, Float64Array.of(times, times)).weight.forEach((weight, i) => {
          expectClose(weight, law.weight[i]!, rounding(1));
        });
      }),
      { seed },
    );
  });
});
