import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Region } from "../../../src/core/index.ts";
import { telescope } from "../../../src/experiments/error-budget.ts";
import { type Law, sampledLaw } from "../../../src/experiments/law.ts";
import { uniform } from "../../support/arbitraries.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const seed = 30701;
const gap: Region = { name: "gap", kind: "intervals", intervals: [[-0.5, 0.5]] };
const right: Region = { name: "right", kind: "intervals", intervals: [[0.5, null]] };

function law(values: readonly number[], models: number = 1, pairing: number = 0): Law {
  const points = { count: values.length, dim: 1, values: Float64Array.from(values) };
  const identity = { name: "quenched", label: "a law", side: "predicted", route: "by hand", pairing } as const;
  return sampledLaw(identity, { kind: "samples", points, models }, [gap, right], null);
}

describe("an error budget", () => {
  it("has the signs and sizes of a hand-made path", () => {
    // Data at ±1; the first step fills half of the gap, the second empties it again to the right.
    const path = [law([-1, 1]), law([-1, 0]), law([-1, 3])];
    const { parts, total, attribution } = telescope("measured", path, ["integrator", "bias"]);
    expect(attribution).toBe("measured");
    expect(parts.map(({ part }) => part)).toEqual(["integrator", "bias"]);
    expect(parts.map(({ masses }) => masses.map(({ value }) => value))).toEqual([
      [0.5, -0.5],
      [-0.5, 0.5],
    ]);
    expect(parts.map(({ wasserstein1 }) => wasserstein1.value)).toEqual([0.5, 0.5]);
    expect(total.part).toBe("total");
    expect(total.masses.map(({ value }) => value)).toEqual([0, 0]);
    expect(total.wasserstein1.value).toBe(1);
  });

  it("adds up: parts sum to the total for every mass and for W₁, whatever is paired", () => {
    const samples = fc.array(uniform(-2, 2), { minLength: 12, maxLength: 12 });
    const names = ["data blur", "integrator", "bias", "input noise", "target noise", "closure"] as const;
    const path = fc
      .array(fc.tuple(samples, fc.constantFrom(1, 4, 6), fc.integer({ min: 0, max: 2 })), {
        minLength: 7,
        maxLength: 7,
      })
      .map((drawn) => drawn.map(([values, models, pairing]) => law(values, models, pairing)));
    fc.assert(
      fc.property(path, (laws) => {
        const { parts, total } = telescope("theory", laws, names);
        expect(parts).toHaveLength(6);
        for (const region of [0, 1]) {
          const sum = parts.reduce((all, { masses }) => all + masses[region]!.value, 0);
          expectClose(sum, total.masses[region]!.value, rounding(6, 64));
        }
        const sum = parts.reduce((all, { wasserstein1 }) => all + wasserstein1.value, 0);
        expectClose(sum, total.wasserstein1.value, rounding(24, 256));
      }),
      { seed, numRuns: 200 },
    );
  });

  it("names the laws on its path", () => {
    const path = [{ ...law([0]), name: "data" as const }, law([1])];
    expect(telescope("theory", path, ["closure"]).path).toEqual(["data", "quenched"]);
  });

  it("cancels what paired models have in common, and keeps it where they are not paired", () => {
    const data = law([0]);
    // Model by model the second law is the first, moved right by a quarter.
    const before = [0.2, 0.4, 1, 2];
    const after = before.map((x) => x + 0.25);
    const changed = (pairing: number) =>
      telescope("measured", [data, law(before, 4, 5), law(after, 4, pairing)], ["bias", "target noise"]).parts[1]!;
    const paired = changed(5);
    const unpaired = changed(6);
    expect(paired.wasserstein1.value).toBe(unpaired.wasserstein1.value);
    expect(paired.masses.map(({ value }) => value)).toEqual(unpaired.masses.map(({ value }) => value));
    expect(paired.masses[1]!.standardError).toBeLessThan(unpaired.masses[1]!.standardError);
    expect(paired.wasserstein1.standardError).toBeLessThan(unpaired.wasserstein1.standardError);
  });
});
