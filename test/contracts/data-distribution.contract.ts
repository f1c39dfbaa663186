import fc from "fast-check";
import { expect, it } from "vitest";
import type { DataDistribution } from "../../src/core/index.ts";
import { algebra, seededRng } from "../../src/numerics/index.ts";
import { expectClose, rounding } from "../support/tolerance.ts";

/** Laws of every data distribution; `draws` makes distributions of one kind. */
export function dataDistributionContract(kind: string, draws: fc.Arbitrary<DataDistribution>, seed: number): void {
  const check = (law: (data: DataDistribution) => void): void => {
    fc.assert(fc.property(draws, law), { seed, numRuns: 60 });
  };

  it(`${kind}: weights are positive and sum to one`, () => {
    check(({ components }) => {
      for (const { weight } of components) expect(weight).toBeGreaterThan(0);
      const total = components.reduce((sum, { weight }) => sum + weight, 0);
      expectClose(total, 1, rounding(1, components.length + 4));
    });
  });

  it(`${kind}: means and covariances have the shape of the data`, () => {
    check(({ dim, components }) => {
      for (const { mean, covariance } of components) {
        expect(mean.length).toBe(dim);
        expect(mean.every(Number.isFinite)).toBe(true);
        if (covariance !== null) expect(covariance.length).toBe(dim * dim);
      }
    });
  });

  it(`${kind}: covariances are symmetric and positive semi-definite`, () => {
    check(({ dim, components }) => {
      for (const { covariance } of components) {
        if (covariance === null) continue;
        for (let i = 0; i < dim; i++) {
          for (let j = 0; j < i; j++) expect(covariance[i * dim + j]).toBe(covariance[j * dim + i]);
        }
        const { values } = algebra.symmetricEigen({ rows: dim, cols: dim, values: covariance });
        expect(values[0]).toBeGreaterThanOrEqual(-rounding(values[dim - 1]!, 16 * dim).bound);
      }
    });
  });

  it(`${kind}: equal streams give equal finite draws, and a stream goes on after a draw`, () => {
    check((data) => {
      const [first, again] = [seededRng(seed), seededRng(seed)];
      const drawn = data.sample(first, 5);
      expect([drawn.count, drawn.dim, drawn.values.length]).toEqual([5, data.dim, 5 * data.dim]);
      expect(drawn.values.every(Number.isFinite)).toBe(true);
      expect(data.sample(again, 5).values).toEqual(drawn.values);
      const random = data.components.some(({ covariance }) => covariance !== null);
      if (random && data.components.length === 1) {
        expect(data.sample(first, 5).values).not.toEqual(drawn.values);
      }
    });
  });

  it(`${kind}: no draw is an empty sample, and a count that is none is refused`, () => {
    check((data) => {
      expect(data.sample(seededRng(seed), 0).count).toBe(0);
      expect(() => data.sample(seededRng(seed), 1.5)).toThrow("n = 1.5 must be a non-negative integer");
    });
  });
}
