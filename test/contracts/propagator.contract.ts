import { expect, it } from "vitest";
import {
  type Density,
  type FlowOptions,
  type ForwardProcess,
  flowLogDensity,
  inverseProbabilityFlow,
  type Propagation,
  type Propagator,
  probabilityFlow,
  type SampleSet,
  type ScoreEnsemble,
} from "../../src/core/index.ts";
import { normalCdf, seededRng } from "../../src/numerics/index.ts";
import { deterministicEnsemble } from "../../src/path-integral/index.ts";
import { stillField } from "../support/small-models.ts";
import { discretisation, expectClose, rounding } from "../support/tolerance.ts";

/** A propagator with the sizes that it was made for. */
export interface PropagatorCase {
  readonly propagator: Propagator;
  readonly flow: FlowOptions;
  readonly process: ForwardProcess;
  readonly ensemble: ScoreEnsemble;
  readonly models: number;
  /** Paths per model; null for a law that is given by its CDF, its density or its moments. */
  readonly paths: number | null;
}

/** Laws of every propagator. */
export function propagatorContract(name: string, given: PropagatorCase, seed: number): void {
  const { propagator, process, ensemble, flow, models, paths } = given;
  const { schedule, data } = process;
  const run = (members: ScoreEnsemble, stream: number = seed): Propagation =>
    propagator.propagate(seededRng(stream), process, members);
  const frozen = deterministicEnsemble("mean", ensemble.meanField);

  it(`${name}: equal streams give equal results, whatever was drawn before`, () => {
    const rng = seededRng(seed);
    rng.normals(17);
    expect(propagator.propagate(rng, process, ensemble)).toEqual(run(ensemble));
  });

  it(`${name}: with V = 0 the law is that of the deterministic flow of the mean score`, () => {
    const { distribution } = run(frozen);
    if (distribution.kind === "density") {
      const ends = { count: distribution.x.length, dim: 1, values: distribution.x };
      const starts = inverseProbabilityFlow(process, ensemble.meanField, ends, flow).values;
      const sigma = schedule.sigma(schedule.terminalTime);
      distribution.cdf.forEach((found, i) => {
        expectClose(found, normalCdf(starts[i]! / sigma), rounding(1, 4 * models), `CDF at ${distribution.x[i]}`);
        // A difference of two averages of squares: its root keeps half of the digits.
        expect(distribution.cdfStandardError[i]).toBeLessThanOrEqual(Math.sqrt(rounding(1, 4 * models).bound));
      });
      return;
    }
    if (distribution.kind === "point-density") {
      const expected = flowLogDensity(process, ensemble.meanField, distribution.x, flow);
      distribution.logDensity.forEach((found, n) => {
        expectClose(found, expected[n]!, rounding(expected[n]!, 4 * models), `log-density ${n}`);
      });
      expect(distribution.relativeStandardError.every((error) => error <= 1e-6)).toBe(true);
      return;
    }
    if (distribution.kind === "gaussian-mixture" || distribution.kind === "gaussian") {
      const origin = { count: 1, dim: data.dim, values: new Float64Array(data.dim) };
      const image = probabilityFlow(process, ensemble.meanField, origin, flow).values;
      const means = distribution.kind === "gaussian" ? distribution.mean : distribution.means;
      means.forEach((found, i) => {
        expectClose(found, image[i % data.dim]!, rounding(4, 64 * process.grid.times.length), `mean ${i}`);
      });
      return;
    }
    const starts = samplesOf(run(deterministicEnsemble("still", stillField(schedule, data.dim)))).points;
    const expected = probabilityFlow(process, ensemble.meanField, starts, flow).values;
    const steps = process.grid.times.length;
    samplesOf(run(frozen)).points.values.forEach((found, i) => {
      // Starts carry the rounding of a flow at rest, which the true flow then spreads.
      expectClose(found, expected[i]!, rounding(4, 64 * steps), `path ${i}`);
    });
  });

  it(`${name}: the law has mass one and finite members, and counts its models and paths`, () => {
    const { distribution, diagnostics, route } = run(ensemble);
    expect(route).toContain("probability-flow");
    expect(diagnostics.steps).toBe(process.grid.times.length - 1);
    if (distribution.kind === "point-density") {
      const { x, logDensity, models: counted } = distribution;
      expect(counted).toBe(models);
      const spacing = x.values[1]! - x.values[0]!;
      const mass = logDensity.reduce((sum, value) => sum + Math.exp(value), 0) * spacing;
      // A trapezoidal rule on a smooth law; the integrator conserves mass to its own order, here at least the first.
      expectClose(mass, 1, discretisation(1, 1 / process.grid.times.length, 1), "mass");
      return;
    }
    if (distribution.kind === "gaussian-mixture") {
      expect(distribution.models).toBe(models);
      expect([...distribution.means, ...distribution.covariances].every(Number.isFinite)).toBe(true);
      return;
    }
    if (paths === null) {
      const { cdf, x, models: counted, blocks } = distribution as Density;
      expect(counted).toBe(models);
      expect(blocks.length).toBeGreaterThan(0);
      expectClose(cdf[0]!, 0, rounding(1), `CDF at ${x[0]}`);
      expectClose(cdf.at(-1)!, 1, rounding(1, 16 * models), `CDF at ${x.at(-1)}`);
      for (let i = 1; i < x.length; i++) expect(cdf[i]).toBeGreaterThanOrEqual(cdf[i - 1]! - rounding(1).bound);
      return;
    }
    const samples = samplesOf({ distribution, diagnostics, route });
    expect(samples.models).toBe(models);
    expect(samples.points.count).toBe(models * paths);
    expect(samples.points.dim).toBe(data.dim);
    expect(samples.points.values).toHaveLength(models * paths * data.dim);
    expect(samples.points.values.every(Number.isFinite)).toBe(true);
  });

  it(`${name}: reads its arguments and leaves them as they were`, () => {
    const before = process.grid.times.slice();
    run(ensemble);
    expect(process.grid.times).toEqual(before);
  });
}

function samplesOf({ distribution }: Pick<Propagation, "distribution" | "diagnostics" | "route">): SampleSet {
  if (distribution.kind !== "samples") throw new Error(`samples wanted, not a ${distribution.kind}`);
  return distribution;
}
