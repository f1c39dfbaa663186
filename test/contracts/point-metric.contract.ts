import fc from "fast-check";
import { expect, it } from "vitest";
import { points } from "../../src/core/index.ts";
import { type PointLaw, type PointMetric, pointLaw } from "../../src/validate/index.ts";
import { uniform } from "../support/arbitraries.ts";
import { expectClose, rounding } from "../support/tolerance.ts";

/** Places on a lattice of 1/64, so that shifts by multiples of it are exact. */
const grain = 1 / 64;

const cloud = (dim: number): fc.Arbitrary<PointLaw> =>
  fc
    .array(
      fc.record({
        at: fc.array(fc.integer({ min: -128, max: 128 }), { minLength: dim, maxLength: dim }),
        weight: uniform(0.01, 1),
      }),
      { minLength: 1, maxLength: 8 },
    )
    .map((drawn) =>
      pointLaw(
        points(
          drawn.map(({ at }) => at.map((k) => k * grain)),
          dim,
        ),
        Float64Array.from(drawn, ({ weight }) => weight),
      ),
    );

/** Laws of every distance between laws of points in any dimension; distances of size at most 8. */
export function pointMetricContract(name: string, metric: PointMetric, dim: number, seed: number): void {
  const { between, symmetric } = metric;
  const settings = { seed, numRuns: 100 };
  // Distances are roots of sums that cancel on equal laws: rounding ε of the square becomes √ε.
  const slack = Math.sqrt(rounding(64, 64).bound);
  const close = { bound: slack, reason: "root of the rounding of sums over points" };

  it(`${name}: equal laws are at distance zero, however their points are split`, () => {
    fc.assert(
      fc.property(cloud(dim), (a) => {
        expectClose(between(a, a), 0, close);
        const twice = (values: Float64Array, factor: number): Float64Array =>
          Float64Array.from([...values, ...values.map((value) => factor * value)]);
        const split = pointLaw(points(twice(a.points.values, 1), dim), twice(a.weights, 3));
        expectClose(between(a, split), 0, close, "split");
      }),
      settings,
    );
  });

  it(`${name}: distances are finite, not negative, and ${symmetric ? "symmetric" : "directed"}`, () => {
    let largest = 0;
    fc.assert(
      fc.property(cloud(dim), cloud(dim), (a, b) => {
        expect(between(a, b)).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(between(a, b))).toBe(true);
        largest = Math.max(largest, Math.abs(between(a, b) - between(b, a)));
      }),
      settings,
    );
    if (symmetric) expectClose(largest, 0, close);
    else expect(largest).toBeGreaterThan(0.1);
  });

  it(`${name}: a common shift changes nothing`, () => {
    const shift = fc.array(fc.integer({ min: -640, max: 640 }), { minLength: dim, maxLength: dim });
    fc.assert(
      fc.property(cloud(dim), cloud(dim), shift, (a, b, steps) => {
        const by = steps.map((k) => k * grain);
        expectClose(between(shifted(a, by), shifted(b, by)), between(a, b), close);
      }),
      settings,
    );
  });

  it(`${name}: the triangle inequality holds`, () => {
    fc.assert(
      fc.property(cloud(dim), cloud(dim), cloud(dim), (a, b, c) => {
        expect(between(a, c)).toBeLessThanOrEqual(between(a, b) + between(b, c) + slack);
      }),
      settings,
    );
  });

  it(`${name}: laws far apart are told apart`, () => {
    const at = (place: number): PointLaw => pointLaw(points([new Array<number>(dim).fill(place)], dim));
    expect(between(at(0), at(2))).toBeGreaterThan(0.5);
  });
}

function shifted(law: PointLaw, by: readonly number[]): PointLaw {
  const { points: at } = law;
  return { ...law, points: { ...at, values: at.values.map((value, k) => value + by[k % at.dim]!) } };
}
