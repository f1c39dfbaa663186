import { describe, expect, it } from "vitest";
import { namedData, type Region } from "../../../src/core/index.ts";
import { dataLaw } from "../../../src/experiments/exact-laws.ts";
import { directions, distanceToData, massEstimates, projected, sampledLaw } from "../../../src/experiments/law.ts";
import { wasserstein1 } from "../../../src/validate/index.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const identity = { name: "quenched", label: "a law", side: "predicted", route: "by hand", pairing: 0 } as const;

describe("directions", () => {
  it("are the axis in 1D", () => {
    expect(directions(1).map((line) => [...line])).toEqual([[1]]);
  });

  it.each([2, 3, 5])("are 16 fixed unit vectors in %iD, no two alike", (dim) => {
    const lines = directions(dim);
    expect(lines).toHaveLength(16);
    for (const line of lines) expectClose(Math.hypot(...line), 1, rounding(1));
    expect(new Set(lines.map((line) => line.join())).size).toBe(16);
    expect(directions(dim)).toEqual(lines);
  });

  it("cover the half circle evenly in the plane", () => {
    const angles = directions(2).map(([x, y]) => Math.atan2(y!, x!));
    angles.forEach((angle, k) => {
      expectClose(angle, (Math.PI * k) / 16, rounding(4));
    });
  });
});

describe("projections", () => {
  it("are dot products with the directions, weights kept", () => {
    const lines = projected(Float64Array.of(1, 0, 0, 2), 2, Float64Array.of(1, 3), 1);
    expect([...lines[0]!.x]).toEqual([0, 1]);
    expect([...lines[0]!.weight]).toEqual([0.75, 0.25]);
    expectClose(lines[8]!.x[1]!, 2, rounding(2));
    expect([...lines[8]!.weight]).toEqual([0.25, 0.75]);
  });
});

describe("a law given by samples", () => {
  const regions: Region[] = [{ name: "near", kind: "balls", centers: [[0, 0]], radius: 1 }];
  const points = { count: 4, dim: 2, values: Float64Array.of(0, 0, 3, 0, 0, 0.5, 0.5, 0) };
  const law = sampledLaw(identity, { kind: "samples", points, models: 2 }, regions, Float64Array.of(0, 1));

  it("counts its masses per model", () => {
    expect([...law.masses[0]!]).toEqual([0.5, 1]);
    expect(massEstimates(law)[0]!.value).toBe(0.75);
    expect([law.models, law.pathsPerModel]).toEqual([2, 2]);
  });

  it("has a density in one dimension only", () => {
    expect(law.density).toBeNull();
    const line = { count: 2, dim: 1, values: Float64Array.of(0, 1) };
    const flat = sampledLaw(identity, { kind: "samples", points: line, models: 1 }, [], Float64Array.of(0, 1));
    expect(flat.density!.density).toEqual([0.5, 0.5]);
  });
});

describe("the distance to the data", () => {
  it("is W₁ in 1D", () => {
    const data = dataLaw(namedData("three-points"), []);
    const points = { count: 3, dim: 1, values: Float64Array.of(-1, 0.5, 1) };
    const law = sampledLaw(identity, { kind: "samples", points, models: 1 }, [], null);
    expectClose(distanceToData(law, data).value, 0.5 / 3, rounding(1, 64));
    expectClose(wasserstein1.between(law.projections[0]!, data.projections[0]!), 0.5 / 3, rounding(1, 64));
  });

  it("is the mean over directions above: a shift by v costs the mean of |v·e|", () => {
    const data = dataLaw(namedData("four-points"), []);
    const shifted = data.projections.length;
    expect(shifted).toBe(16);
    const { components } = namedData("four-points");
    const values = Float64Array.from(components.flatMap(({ mean }) => [mean[0]! + 0.3, mean[1]!]));
    const law = sampledLaw(identity, { kind: "samples", points: { count: 4, dim: 2, values }, models: 1 }, [], null);
    const expected = directions(2).reduce((sum, [x]) => sum + Math.abs(0.3 * x!) / 16, 0);
    expectClose(distanceToData(law, data).value, expected, rounding(1, 512));
    expectClose(distanceToData({ ...law, projections: data.projections }, data).value, 0, rounding(1, 64));
  });
});
