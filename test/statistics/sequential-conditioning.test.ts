import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  type ForwardProcess,
  meanEstimate,
  namedData,
  type Region,
  type SampleSet,
  type ScoreEnsemble,
  ShapeError,
  uniformGrid,
  zScore,
} from "../../src/core/index.ts";
import { gaussianWeightEnsemble } from "../../src/linear-models/index.ts";
import {
  algebra,
  kolmogorovSurvival,
  matrix,
  NotPositiveDefiniteError,
  normalCdf,
  seededRng,
} from "../../src/numerics/index.ts";
import { pathAverage, sequentialConditioning, vKernel } from "../../src/path-integral/index.ts";
import { massPerModel } from "../../src/validate/index.ts";
import { kernelEnsemble, restoringField, squaredExponential } from "../support/kernel-ensembles.ts";
import { sampleMoments } from "../support/linear-models.ts";
import { smallModel, smallProcess } from "../support/small-models.ts";
import { expectClose, monteCarlo } from "../support/tolerance.ts";

const seed = 40720;
const euler = { method: "euler" } as const;

function stepped(steps: number, data = namedData("three-points")): ForwardProcess {
  const { schedule } = smallProcess();
  return { data, schedule, grid: uniformGrid(schedule, steps) };
}

const process = stepped(30);

/** A Gaussian field on four bumps an axis, without the box: a sizeable noise of rank 16 that depends on x and t. */
function bumpField(on: ForwardProcess): ScoreEnsemble {
  const model = smallModel(on, { samplingBox: null });
  const size = model.features.featureCount;
  const { dim } = on.data;
  const rng = seededRng(seed).split("factor");
  const mean = matrix(
    size,
    dim,
    rng.normals(size * dim).map((z) => 0.5 * z),
  );
  const factor = matrix(
    size * dim,
    16,
    rng.normals(size * dim * 16).map((z) => 0.06 * z),
  );
  return gaussianWeightEnsemble("bumps", model, on, mean, factor);
}

function endsOf(
  propagator: ReturnType<typeof pathAverage>,
  on: ForwardProcess,
  ensemble: ScoreEnsemble,
  stream: number,
): SampleSet {
  return propagator.propagate(seededRng(stream), on, ensemble).distribution as SampleSet;
}

/** Survival of the two-sample Kolmogorov–Smirnov statistic. */
function sameLaw(a: Float64Array, b: Float64Array): number {
  const [x, y] = [a.slice().sort(), b.slice().sort()];
  let gap = 0;
  for (let i = 0, j = 0; i < x.length && j < y.length; ) {
    if (x[i]! <= y[j]!) i++;
    else j++;
    gap = Math.max(gap, Math.abs(i / x.length - j / y.length));
  }
  return kolmogorovSurvival(gap * Math.sqrt((x.length * y.length) / (x.length + y.length)));
}

/** Smallest p-value that is accepted; thirteen tests below, so a false alarm once in seventy-seven seeds. */
const leastP = 1e-3;

describe("law 22: conditioning step by step, and one weight vector a path, have one law", () => {
  const field = bumpField(process);
  const byWeights = endsOf(pathAverage({ ...euler, models: 4000, pathsPerModel: 1 }), process, field, seed);

  it.each([1e-4, 1e-6, 1e-8, 1e-10])("by Gram–Schmidt on loadings, at a jitter of %d", (relativeJitter) => {
    const propagator = sequentialConditioning({ paths: 2500, conditioning: "gram-schmidt", relativeJitter });
    const found = endsOf(propagator, process, field, seed + 1);
    expect(sameLaw(found.points.values, byWeights.points.values)).toBeGreaterThan(leastP);
  });

  it.each([1e-4, 1e-8, 1e-10])(
    "by Cholesky rows from point values of V, with the same masses, at a jitter of %d",
    (relativeJitter) => {
      const propagator = sequentialConditioning({ paths: 400, conditioning: "cholesky", relativeJitter });
      const found = endsOf(propagator, process, field, seed + 2);
      expect(sameLaw(found.points.values, byWeights.points.values)).toBeGreaterThan(leastP);
      const gap: Region = {
        name: "gap",
        kind: "intervals",
        intervals: [
          [-0.75, -0.25],
          [0.25, 0.75],
        ],
      };
      const mass = (samples: SampleSet) => meanEstimate(massPerModel(samples, gap));
      expect(Math.abs(zScore(mass(found), mass(byWeights)))).toBeLessThan(5);
    },
  );

  it("in the plane, coordinate by coordinate and in their sum", () => {
    const plane = stepped(12, namedData("four-points"));
    const planar = bumpField(plane);
    const weights = endsOf(pathAverage({ ...euler, models: 1500, pathsPerModel: 1 }), plane, planar, seed);
    const found = endsOf(sequentialConditioning({ paths: 1500 }), plane, planar, seed + 3);
    const along = (samples: SampleSet, a: number, b: number): Float64Array =>
      Float64Array.from(
        { length: 1500 },
        (_, n) => a * samples.points.values[2 * n]! + b * samples.points.values[2 * n + 1]!,
      );
    for (const [a, b] of [
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const)
      expect(sameLaw(along(found, a, b), along(weights, a, b))).toBeGreaterThan(leastP);
  });

  it("path by path: on few steps, where V is regular, both ways turn the same normals into the same path", () => {
    const few = stepped(3);
    const ends = (conditioning: "cholesky" | "gram-schmidt") =>
      endsOf(sequentialConditioning({ paths: 40, conditioning, relativeJitter: 1e-12 }), few, bumpField(few), seed)
        .points.values;
    const other = ends("cholesky");
    // Half of the digits of a pivot, and the jitter, each spread by at most a hundred.
    ends("gram-schmidt").forEach((value, n) => {
      expectClose(
        other[n]!,
        value,
        { bound: 100 * (Math.sqrt(1e-12) + 1e-8), reason: "root of jitter and of rounding" },
        `path ${n}`,
      );
    });
  });
});

describe("Gaussian processes without features", () => {
  it("that depend on time alone give the Gaussian law of the summed noise", () => {
    const grid = stepped(25, namedData("four-points"));
    const { schedule } = grid;
    const { times } = grid.grid;
    // Correlated coordinates, rough in time.
    const blend = [1, 0.6, 0.6, 0.8];
    const ensemble = kernelEnsemble(restoringField(2, 2), (_x, t, _y, s) =>
      blend.map((b) => 0.3 * b * Math.exp(-Math.abs(t - s) / 0.2)),
    );
    const samples = endsOf(sequentialConditioning({ paths: 1500 }), grid, ensemble, seed).points;
    const count = times.length - 1;
    const states = { x: { count, dim: 2, values: new Float64Array(2 * count) }, t: times.slice(0, count) };
    const gram = vKernel(grid, ensemble, states, states);
    // x_K = g_0 x_0 + Σ g_{k+1} δ_k ξ_k with g_k the growth of the Euler map from step k to the end.
    const growth = new Float64Array(count + 1).fill(1);
    for (let k = count - 1; k >= 0; k--)
      growth[k] =
        growth[k + 1]! *
        (1 + (times[k]! - times[k + 1]!) * (schedule.beta(times[k]!) - schedule.diffusivity(times[k]!) / 2));
    const load = matrix(2 * count, 2);
    for (let k = 0; k < count; k++)
      for (let d = 0; d < 2; d++) load.values[(2 * k + d) * 2 + d] = growth[k + 1]! * (times[k]! - times[k + 1]!);
    const expected = algebra.gemm(load, algebra.gemm(gram, load), { transposeA: true }).values;
    const start = growth[0]! ** 2 * schedule.variance(schedule.terminalTime);
    const found = sampleMoments(matrix(1500, 2, samples.values));
    found.covariance.values.forEach((value, i) => {
      const exact = expected[i]! + (i % 3 === 0 ? start : 0);
      expectClose(value, exact, monteCarlo(found.covarianceError.values[i]!), `covariance ${i}`);
    });
    found.mean.forEach((value, d) => {
      expectClose(value, 0, monteCarlo(found.meanError[d]!), `mean ${d}`);
      const sigma = Math.sqrt(expected[3 * d]! + start);
      const sorted = Float64Array.from({ length: 1500 }, (_, n) => samples.values[2 * n + d]!).sort();
      const gap = sorted.reduce((worst, x, i) => Math.max(worst, Math.abs(normalCdf(x / sigma) - (i + 0.5) / 1500)), 0);
      expect(kolmogorovSurvival(gap * Math.sqrt(1500))).toBeGreaterThan(leastP);
    });
  });

  it("on a lattice of states and times, agree with fields that are drawn as a whole and interpolated", () => {
    const grid = stepped(10);
    const { times } = grid.grid;
    const [low, spacing, count] = [-6, 0.5, 25];
    const kernel = squaredExponential(0.8, 0.9, 0.3);
    const hat = (x: number): { readonly at: number; readonly share: number } => {
      const place = Math.min(Math.max((x - low) / spacing, 0), count - 1.000001);
      return { at: Math.floor(place), share: place - Math.floor(place) };
    };
    const node = (i: number) => Float64Array.of(low + i * spacing);
    const ensemble = kernelEnsemble(restoringField(1), (x, t, y, s) => {
      const [a, b] = [hat(x[0]!), hat(y[0]!)];
      const between = (i: number, j: number): number => kernel(node(a.at + i), t, node(b.at + j), s)[0]!;
      const across = (i: number): number => (1 - b.share) * between(i, 0) + b.share * between(i, 1);
      return [(1 - a.share) * across(0) + a.share * across(1)];
    });
    const nodes = 10 * count;
    const joint = matrix(nodes, nodes);
    for (let a = 0; a < nodes; a++)
      for (let b = 0; b < nodes; b++)
        joint.values[a * nodes + b] =
          kernel(node(a % count), times[Math.floor(a / count)]!, node(b % count), times[Math.floor(b / count)]!)[0]! +
          (a === b ? 1e-9 : 0);
    const root = algebra.cholesky(joint);
    const fields = 1000;
    const drawn = algebra.gemm(
      root,
      matrix(
        nodes,
        fields,
        seededRng(seed)
          .split("lattice")
          .normals(nodes * fields),
      ),
    );
    let member = 0;
    const whole: ScoreEnsemble = {
      ...ensemble,
      draw: () => {
        const m = member++;
        return {
          dim: 1,
          score: (x, t) => {
            const k = times.indexOf(t) * count;
            return x.values.map((value) => {
              const { at, share } = hat(value);
              const value0 = drawn.values[(k + at) * fields + m]!;
              return -value + value0 + share * (drawn.values[(k + at + 1) * fields + m]! - value0);
            });
          },
        };
      },
    };
    const together = endsOf(pathAverage({ ...euler, models: fields, pathsPerModel: 1 }), grid, whole, seed);
    const stepwise = endsOf(sequentialConditioning({ paths: 1000 }), grid, ensemble, seed + 4);
    expect(sameLaw(stepwise.points.values, together.points.values)).toBeGreaterThan(leastP);
  });
});

describe("sequential conditioning", () => {
  const field = bumpField(process);

  it("keeps no more directions than the rank of the field, and says how many", () => {
    const { diagnostics } = sequentialConditioning({ paths: 50 }).propagate(seededRng(seed), process, field);
    expect(diagnostics.mostDirections).toBeLessThanOrEqual(16);
    expect(diagnostics.directions).toBeGreaterThan(4);
    const frozen = kernelEnsemble(restoringField(1), () => [1]);
    const one = sequentialConditioning({ paths: 5 }).propagate(seededRng(seed), process, frozen).diagnostics;
    expect([one.directions, one.mostDirections].map((value) => Math.round(value as number))).toEqual([1, 1]);
  });

  it("gives path m the same end in any company", () => {
    const ends = (paths: number) => endsOf(sequentialConditioning({ paths }), process, field, seed).points.values;
    expect(ends(300).slice(0, 7)).toEqual(ends(7));
  });

  it("refuses a kernel that is not positive semi-definite, naming path, state and pivot", () => {
    const bad = kernelEnsemble(restoringField(1), (_x, t, _y, s) => [t === s ? 1 : 2]);
    const run = () => sequentialConditioning({ paths: 3 }).propagate(seededRng(seed), process, bad);
    expect(run).toThrow(NotPositiveDefiniteError);
    expect(run).toThrow(/along path 0, at x = \[.*\], t = 0\.\d+: pivot 1/);
  });

  it("refuses a kernel that is not symmetric", () => {
    const bad = kernelEnsemble(restoringField(1), (_x, t, _y, s) => [t === s ? 1 : t > s ? 0.2 : 0.1]);
    const run = () => sequentialConditioning({ paths: 3 }).propagate(seededRng(seed), process, bad);
    expect(run).toThrow(ArgumentError);
    expect(run).toThrow("asymmetry of scoreCovariance");
  });

  it("refuses counts, tolerances, dimensions and loadings that it cannot have", () => {
    expect(() => sequentialConditioning({ paths: 0 })).toThrow(ArgumentError);
    expect(() => sequentialConditioning({ paths: 1, relativeJitter: 0 })).toThrow(ArgumentError);
    const plain = kernelEnsemble(restoringField(1), () => [1]);
    const run = (on: ForwardProcess, conditioning?: "gram-schmidt") =>
      sequentialConditioning({ paths: 1, ...(conditioning === undefined ? {} : { conditioning }) }).propagate(
        seededRng(seed),
        on,
        plain,
      );
    expect(() => run(process, "gram-schmidt")).toThrow('"cholesky" for kernel');
    expect(() => run(stepped(3, namedData("four-points")))).toThrow(ShapeError);
  });
});
