import { describe, expect, it } from "vitest";
import type { Density } from "../../../src/core/index.ts";
import { densityOnCells, massBelow } from "../../../src/experiments/density-on-cells.ts";
import { normalCdf, normalDensity } from "../../../src/numerics/index.ts";
import { discretisation, expectClose } from "../../support/tolerance.ts";

/** A standard normal on cells of width h, from −8 to 8, every third twice as wide. */
function normalOnCells(h: number): Density {
  const faces = [-8];
  for (let i = 0; faces.at(-1)! < 8; i++) faces.push(faces.at(-1)! + (i % 3 === 0 ? 2 * h : h));
  const x = Float64Array.from(faces);
  const cellMass = Float64Array.from({ length: x.length - 1 }, (_, i) => {
    const [low, high] = [x[i]!, x[i + 1]!];
    return low > 0 ? normalCdf(-low) - normalCdf(-high) : normalCdf(high) - normalCdf(low);
  });
  const cdf = new Float64Array(x.length);
  cellMass.forEach((mass, i) => {
    cdf[i + 1] = cdf[i]! + mass;
  });
  return { kind: "density", x, cdf, cdfStandardError: new Float64Array(x.length), cellMass, models: 1, blocks: [cdf] };
}

describe("a law on cells at single states", () => {
  const states = [-7.9, -3.3, -1, 0.01, 0.5, 2.2, 7.5];

  it("keeps the relative accuracy of a Gaussian density far into its tails", () => {
    const h = 0.05;
    const law = normalOnCells(h);
    for (const x of states) {
      // A mean over a cell of width 2h is off by (2h)²/24 of p″ = (x² − 1) p; the parabola is exact for log p.
      const bound = discretisation(2, 2 * h, (x * x + 1) / 12);
      expectClose(densityOnCells(law, x) / normalDensity(x), 1, bound, `density at ${x}`);
    }
  });

  it("has the distribution function at faces, and between them to second order", () => {
    const h = 0.05;
    const law = normalOnCells(h);
    expect(massBelow(law, law.x[40]!)).toBe(law.cdf[40]);
    for (const x of states)
      expectClose(massBelow(law, x), normalCdf(x) - normalCdf(-8), discretisation(2, 2 * h, 0.5), `at ${x}`);
  });

  it("never falls, even where the slope between neighbours would make a density negative", () => {
    const x = Float64Array.of(0, 1, 2, 3);
    const cellMass = Float64Array.of(0.99, 0.01, 0);
    const cdf = Float64Array.of(0, 0.99, 1, 1);
    const law: Density = {
      kind: "density",
      x,
      cdf,
      cdfStandardError: new Float64Array(4),
      cellMass,
      models: 1,
      blocks: [cdf],
    };
    let before = 0;
    for (let k = 0; k <= 300; k++) {
      const now = massBelow(law, k / 100);
      expect(now).toBeGreaterThanOrEqual(before);
      before = now;
    }
    expect(densityOnCells(law, 2.5)).toBe(0);
  });
});
