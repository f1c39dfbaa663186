import fc from "fast-check";
import { expect, it } from "vitest";
import { type FeatureMap, type NoisyStates, type Points, statesAt } from "../../src/core/index.ts";
import type { FeatureAxis } from "../../src/linear-models/index.ts";
import { type Matrix, matrix, seededRng } from "../../src/numerics/index.ts";
import { uniform, uniformVector } from "../support/arbitraries.ts";
import { transposed } from "../support/dense.ts";
import { statesOf } from "../support/linear-models.ts";
import { expectClose, type Tolerance } from "../support/tolerance.ts";

/** Bumps of one exponential and a recurrence carry rounding of exponents up to 300, twice. */
const exponentRounding = 600;

/** A sum of `terms` products of features, whose absolute values add up to `size`. */
function sumRounding(size: number, terms: number): Tolerance {
  return {
    bound: (terms + exponentRounding) * Number.EPSILON * size + Number.MIN_VALUE,
    reason: `rounding of ${terms} terms of total size ${size} and of the features' exponents`,
  };
}

/** Σ_n a_nf b_ng with the rounding bound of each entry. */
function expectProduct(found: Matrix, a: Matrix, b: Matrix, what: string): void {
  expect([found.rows, found.cols]).toEqual([a.cols, b.cols]);
  for (let f = 0; f < a.cols; f++) {
    for (let g = 0; g < b.cols; g++) {
      let sum = 0;
      let size = 0;
      for (let n = 0; n < a.rows; n++) {
        const term = a.values[n * a.cols + f]! * b.values[n * b.cols + g]!;
        sum += term;
        size += Math.abs(term);
      }
      expectClose(found.values[f * b.cols + g]!, sum, sumRounding(size, a.rows), `${what}[${f}, ${g}]`);
    }
  }
}

/** Times from 0 to 1.2, coordinates in [−2, 2] or, one in four, far outside every feature's box. */
function stateRows(dim: number): fc.Arbitrary<number[]> {
  const near = uniformVector(dim, -2, 2);
  const far = uniformVector(dim, -60, 60);
  return fc
    .tuple(fc.oneof({ weight: 3, arbitrary: near }, { weight: 1, arbitrary: far }), uniform(0, 1.2))
    .map(([x, t]) => [...x, t]);
}

const single = (at: NoisyStates, n: number): NoisyStates => ({
  x: { count: 1, dim: at.x.dim, values: at.x.values.slice(n * at.x.dim, (n + 1) * at.x.dim) },
  t: at.t.slice(n, n + 1),
});

/** Laws of every feature map. */
export function featureMapContract(name: string, features: FeatureMap, seed: number): void {
  const { dim, featureCount } = features;
  const batch = (most: number) =>
    fc.array(stateRows(dim), { minLength: 1, maxLength: most }).map((rows) => statesOf(rows, dim));
  const draw = fc.record({ at: batch(11), against: batch(4), key: fc.integer({ min: 0, max: 1e9 }) });
  const check = (law: (at: NoisyStates, against: NoisyStates, key: number) => void): void => {
    fc.assert(
      fc.property(draw, ({ at, against, key }) => law(at, against, key)),
      { seed, numRuns: 25 },
    );
  };
  const normals = (key: number, rows: number, cols: number): Matrix =>
    matrix(rows, cols, seededRng(key).normals(rows * cols));

  it(`${name}: features are finite and as many as declared, one row a state`, () => {
    check((at) => {
      const phi = features.evaluate(at);
      expect([phi.rows, phi.cols]).toEqual([at.x.count, featureCount]);
      expect(phi.values.every(Number.isFinite)).toBe(true);
    });
  });

  it(`${name}: a batch equals its states one by one`, () => {
    check((at) => {
      const { values } = features.evaluate(at);
      for (let n = 0; n < at.x.count; n++)
        expect(values.slice(n * featureCount, (n + 1) * featureCount)).toEqual(features.evaluate(single(at, n)).values);
    });
  });

  it(`${name}: gram is Σ w φφᵀ, exactly symmetric, for weights that may be zero`, () => {
    check((at, _, key) => {
      const weights = normals(key, 1, at.x.count).values.map((z) => (z < -0.5 ? 0 : Math.exp(z)));
      const gram = features.gram(at, weights);
      expect(transposed(gram).values).toEqual(gram.values);
      const phi = features.evaluate(at);
      const weighted = matrix(
        phi.rows,
        phi.cols,
        phi.values.map((value, i) => value * weights[Math.floor(i / phi.cols)]!),
      );
      expectProduct(gram, weighted, phi, "gram");
    });
  });

  it(`${name}: project is Φᵀ Y`, () => {
    check((at, _, key) => {
      const targets = normals(key, at.x.count, 3);
      expectProduct(features.project(at, targets), features.evaluate(at), targets, "project");
    });
  });

  it(`${name}: combine is Φ A, and sliceAt is combine at one time`, () => {
    check((at, _, key) => {
      for (const cols of [1, 3]) {
        const coefficients = normals(key, featureCount, cols);
        expectProduct(
          features.combine(at, coefficients),
          transposed(features.evaluate(at)),
          coefficients,
          `combine to ${cols} columns`,
        );
        const t = at.t[0]!;
        const x: Points = at.x;
        const sliced = matrix(x.count, cols, features.sliceAt(t, coefficients)(x));
        expectProduct(sliced, transposed(features.evaluate(statesAt(x, t))), coefficients, `slice of ${cols} columns`);
      }
    });
  });

  it(`${name}: what it does in one pass equals what it does in several, where it has such a way`, () => {
    check((at, against, key) => {
      const { normalEquations, slicesAt, lattice } = features;
      const [members, columns] = [3, 2];
      if (normalEquations !== undefined) {
        const weights = normals(key, 1, at.x.count).values.map(Math.exp);
        const targets = normals(key + 1, at.x.count, columns);
        const found = normalEquations(at, weights, targets);
        expect(found.gram).toEqual(features.gram(at, weights));
        const weighted = targets.values.map((value, i) => value * weights[Math.floor(i / columns)]!);
        expect(found.projection).toEqual(features.project(at, matrix(at.x.count, columns, weighted)));
      }
      for (const cols of [1, columns]) {
        const coefficients = normals(key, members, featureCount * cols);
        const own = (m: number): Matrix =>
          matrix(
            featureCount,
            cols,
            coefficients.values.subarray(m * featureCount * cols, (m + 1) * featureCount * cols),
          );
        const t = at.t[0]!;
        if (slicesAt !== undefined) {
          // One state a member, then so many that times are contracted first.
          for (const perMember of [1, 4]) {
            const count = members * perMember;
            const values = Float64Array.from({ length: count * dim }, (_, i) => at.x.values[i % at.x.values.length]!);
            const found = slicesAt(t, coefficients, cols)({ count, dim, values });
            for (let m = 0; m < members; m++) {
              const block = {
                count: perMember,
                dim,
                values: values.slice(m * perMember * dim, (m + 1) * perMember * dim),
              };
              const part = matrix(perMember, cols, found.slice(m * perMember * cols, (m + 1) * perMember * cols));
              expectProduct(part, transposed(features.evaluate(statesAt(block, t))), own(m), `member ${m}`);
            }
          }
        }
        if (lattice !== undefined) {
          const times = against.t;
          const found = lattice(at.x, times, coefficients, cols);
          expect([found.rows, found.cols]).toEqual([times.length, members * cols * at.x.count]);
          times.forEach((time, j) => {
            for (let m = 0; m < members; m++) {
              const size = cols * at.x.count;
              const from = (j * members + m) * size;
              const part = transposed(matrix(cols, at.x.count, found.values.slice(from, from + size)));
              expectProduct(part, transposed(features.evaluate(statesAt(at.x, time))), own(m), `lattice, member ${m}`);
            }
          });
        }
      }
    });
  });

  it(`${name}: kernel is Φ Φ′ᵀ`, () => {
    check((at, against) => {
      const left = transposed(features.evaluate(at));
      expectProduct(features.kernel(at, against), left, transposed(features.evaluate(against)), "kernel");
      expectProduct(features.kernel(at, at), left, left, "kernel with itself");
    });
  });
}

/** Laws of every axis, on which tensor products rely. */
export function featureAxisContract(name: string, axis: FeatureAxis, seed: number): void {
  const coordinates = fc
    .array(fc.oneof(uniform(-2, 2), uniform(-60, 60)), { minLength: 1, maxLength: 8 })
    .map((drawn) => Float64Array.from(drawn));

  it(`${name}: the table has the declared width and vanishes outside its active range`, () => {
    fc.assert(
      fc.property(coordinates, (xi) => {
        const { count, values, first, last } = axis.table(xi);
        expect([count, values.length]).toEqual([axis.count, xi.length * axis.count]);
        for (let i = 0; i < values.length; i++) {
          const n = Math.floor(i / count);
          expect(Number.isFinite(values[i])).toBe(true);
          if (i % count < first[n]! || i % count >= last[n]!) expect(values[i]).toBe(0);
        }
      }),
      { seed, numRuns: 40 },
    );
  });

  it(`${name}: contract is the table times the coefficients`, () => {
    fc.assert(
      fc.property(coordinates, fc.integer(), (xi, key) => {
        const coefficients = seededRng(key).normals(axis.count);
        const { values, count } = axis.table(xi);
        const table = transposed(matrix(xi.length, count, values));
        const found = matrix(xi.length, 1, axis.contract(xi, coefficients));
        expectProduct(found, table, matrix(count, 1, coefficients), "contract");
      }),
      { seed, numRuns: 40 },
    );
  });
}
