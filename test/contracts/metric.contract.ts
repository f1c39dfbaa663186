import fc from "fast-check";
import { expect, it } from "vitest";
import { seededRng } from "../../src/numerics/index.ts";
import { distanceEstimates, type Metric, type StepLaw, stepLaw } from "../../src/validate/index.ts";
import { uniform } from "../support/arbitraries.ts";
import { expectClose, monteCarlo, rounding } from "../support/tolerance.ts";

/** A metric as a function of where its bins lie; what else a law of metrics may claim. */
export interface MetricCase {
  readonly metric: (shift: number) => Metric;
  readonly triangle: boolean;
}

/** Atoms on a lattice of 1/64, so that shifts by multiples of it are exact. */
const grain = 1 / 64;
const atoms: fc.Arbitrary<StepLaw> = fc
  .array(fc.record({ at: fc.integer({ min: -128, max: 128 }), weight: uniform(0.01, 1) }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((drawn) =>
    stepLaw(
      Float64Array.from(drawn, ({ at }) => at * grain),
      Float64Array.from(drawn, ({ weight }) => weight),
    ),
  );

/** Laws of every metric; those that hold on paper hold to the rounding of sums over at most 24 atoms of spread 4. */
export function metricContract(name: string, { metric, triangle }: MetricCase, seed: number): void {
  const { between, symmetric } = metric(0);
  const settings = { seed, numRuns: 300 };
  // A root turns rounding of the square into its root.
  const slack = name.includes("Wasserstein-2") ? Math.sqrt(rounding(16, 64).bound) : rounding(4, 256).bound;
  const close = { bound: slack, reason: "rounding of sums over atoms" };

  it(`${name}: equal laws are at distance zero, however their atoms are split`, () => {
    fc.assert(
      fc.property(atoms, (a) => {
        expectClose(between(a, a), 0, close);
        const split = stepLaw(
          Float64Array.from([...a.x, ...a.x]),
          Float64Array.from([...a.weight, ...a.weight.map((weight) => 3 * weight)]),
        );
        expectClose(between(a, split), 0, close, "split");
      }),
      settings,
    );
  });

  it(`${name}: distances are finite and not negative`, () => {
    fc.assert(
      fc.property(atoms, atoms, (a, b) => {
        expect(between(a, b)).toBeGreaterThanOrEqual(-slack);
        expect(Number.isFinite(between(a, b))).toBe(true);
      }),
      settings,
    );
  });

  it(`${name}: ${symmetric ? "is symmetric, as it claims" : "has a direction, as it claims"}`, () => {
    let largest = 0;
    fc.assert(
      fc.property(atoms, atoms, (a, b) => {
        largest = Math.max(largest, Math.abs(between(a, b) - between(b, a)));
      }),
      settings,
    );
    if (symmetric) expectClose(largest, 0, close);
    else expect(largest).toBeGreaterThan(0.1);
  });

  it(`${name}: a common shift changes nothing`, () => {
    fc.assert(
      fc.property(atoms, atoms, fc.integer({ min: -640, max: 640 }), (a, b, steps) => {
        const by = steps * grain;
        expectClose(metric(by).between(shifted(a, by), shifted(b, by)), between(a, b), close);
      }),
      settings,
    );
  });

  if (triangle) {
    it(`${name}: the triangle inequality holds`, () => {
      fc.assert(
        fc.property(atoms, atoms, atoms, (a, b, c) => {
          expect(between(a, c)).toBeLessThanOrEqual(between(a, b) + between(b, c) + slack);
        }),
        settings,
      );
    });
  }

  it(`${name}: the bootstrap error is the spread over independent repetitions`, () => {
    const repetitions = 150;
    const fixed = pooled(seed, 500, 1, 0.8);
    const found = Array.from({ length: repetitions }, (_, r) => {
      const law = pooled(seed + 1 + r, 60, 5, 0);
      return distanceEstimates(seededRng(seed).split(`bootstrap/${r}`), [metric(0)], law, { ...fixed, blocks: 1 })[0]!;
    });
    const mean = found.reduce((sum, { value }) => sum + value, 0) / repetitions;
    const spread = Math.sqrt(found.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (repetitions - 1));
    const claimed = Math.sqrt(found.reduce((sum, { standardError }) => sum + standardError ** 2, 0) / repetitions);
    // A spread over R repetitions is known to 1/√(2R); heavier tails than normal are within five of these.
    expectClose(claimed / spread, 1, monteCarlo(1 / Math.sqrt(2 * repetitions)), "bootstrap error over spread");
  });
}

function shifted(law: StepLaw, by: number): StepLaw {
  return { ...law, x: law.x.map((value) => value + by) };
}

/** Models whose own centres spread by 0.4 around `center`, with normal samples of width 0.5 around each. */
function pooled(seed: number, models: number, paths: number, center: number): StepLaw {
  const rng = seededRng(seed);
  const values = new Float64Array(models * paths);
  for (let m = 0; m < models; m++) {
    const own = center + 0.4 * rng.normal();
    for (let k = 0; k < paths; k++) values[m * paths + k] = own + 0.5 * rng.normal();
  }
  return stepLaw(values, new Float64Array(values.length).fill(1), models);
}
