import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Density,
  meanEstimate,
  probabilityFlow,
  type Region,
  type SampleSet,
  zScore,
} from "../../src/core/index.ts";
import {
  gaussianWeightEnsemble,
  linearEnsemble,
  linearScoreField,
  meanCoefficients,
  momentMatchedFactor,
  trainCoefficients,
} from "../../src/linear-models/index.ts";
import { matrix, seededRng } from "../../src/numerics/index.ts";
import {
  averageCdf,
  cdfAverage,
  meanFlow,
  memberCdfs,
  memberPaths,
  pathAverage,
} from "../../src/path-integral/index.ts";
import { massPerModel } from "../../src/validate/index.ts";
import { uniform, uniformVector } from "../support/arbitraries.ts";
import { smallModel, smallProcess } from "../support/small-models.ts";
import { discretisation, expectClose, rounding } from "../support/tolerance.ts";

const seed = 40601;
const rk4 = { method: "rk4" } as const;

/** 120 Runge–Kutta steps: the flow of four smooth bumps is then exact to 1e-6. */
const process = smallProcess(undefined, 120);
const model = smallModel(process);
const coefficients = trainCoefficients(seededRng(seed), model, process, 0, 30);
const trained = linearEnsemble(model, process, coefficients);
const edges = Float64Array.of(-1.25, -0.75, -0.25, 0.25, 0.75, 1.25);
const cells: readonly Region[] = Array.from({ length: 5 }, (_, k) => ({
  name: `${k}`,
  kind: "intervals",
  intervals: [[edges[k]!, edges[k + 1]!]],
}));

describe("law 12: one-dimensional flows keep their order", () => {
  it("the map of any model is monotone in its start, trained or not", () => {
    const size = model.features.featureCount;
    fc.assert(
      fc.property(uniformVector(size, -2, 2), uniform(-3, 3), uniform(1e-3, 2), (own, low, gap) => {
        const field = linearScoreField(model, process.schedule, matrix(size, 1, Float64Array.from(own)));
        const starts = { count: 2, dim: 1, values: Float64Array.of(low, low + gap) };
        const [left, right] = probabilityFlow(process, field, starts, rk4).values;
        expect(right! - left!).toBeGreaterThan(0);
      }),
      { seed, numRuns: 40 },
    );
  });

  it("the CDF averaged over models is monotone and runs from 0 to 1", () => {
    const x = Float64Array.from({ length: 201 }, (_, k) => -10 + 0.1 * k);
    const { distribution } = cdfAverage({ ...rk4, models: 20, x }).propagate(seededRng(seed), process, trained);
    const { cdf } = distribution as Density;
    for (let i = 1; i < x.length; i++) expect(cdf[i]! - cdf[i - 1]!).toBeGreaterThanOrEqual(-rounding(1).bound);
    expectClose(cdf[0]!, 0, rounding(1));
    expectClose(cdf.at(-1)!, 1, rounding(1, 64));
  });
});

describe("law 22: CDF averaging and one-path-per-model averaging give the same law", () => {
  const models = 40;
  const cdfMasses = (stream: number): { mass: number[]; all: Density } => {
    const propagator = cdfAverage({ ...rk4, models, x: edges });
    const all = propagator.propagate(seededRng(stream), process, trained).distribution as Density;
    return { mass: cells.map((_, k) => all.cdf[k + 1]! - all.cdf[k]!), all };
  };

  it("on the same models, to the spacing of the starts", () => {
    const paths = 400;
    const propagator = pathAverage({ ...rk4, models, pathsPerModel: paths });
    const samples = propagator.propagate(seededRng(seed), process, trained).distribution as SampleSet;
    const { mass } = cdfMasses(seed);
    // A monotone map sends an interval to an interval, in which a lattice of starts errs by at most one path.
    cells.forEach((cell, k) => {
      const found = meanEstimate(massPerModel(samples, cell)).value;
      expectClose(found, mass[k]!, discretisation(1, 1 / paths, 1.01), `mass between ${edges[k]} and ${edges[k + 1]}`);
    });
  });

  it("on independent models, within their errors", () => {
    const propagator = pathAverage({ ...rk4, models: 300, pathsPerModel: 1 });
    const samples = propagator.propagate(seededRng(seed + 1), process, trained).distribution as SampleSet;
    const { all } = cdfMasses(seed + 2);
    edges.forEach((edge, i) => {
      const below: Region = { name: "below", kind: "intervals", intervals: [[null, edge]] };
      const found = meanEstimate(massPerModel(samples, below));
      const z = zScore(found, { value: all.cdf[i]!, standardError: all.cdfStandardError[i]! });
      expect(Math.abs(z)).toBeLessThan(5);
    });
  });
});

describe("law 24: averaging is linear", () => {
  it("two halves of an ensemble average to the whole, path by path and in the CDF", () => {
    const options = { ...rk4, models: 10, pathsPerModel: 3 };
    const paths = (from: number, to: number): Float64Array =>
      memberPaths(seededRng(seed), process, trained.draw, options, from, to);
    expect(Float64Array.from([...paths(0, 4), ...paths(4, 10)])).toEqual(paths(0, 10));
    const block = (from: number, to: number) =>
      memberCdfs(seededRng(seed), process, trained.draw, { ...options, x: edges }, from, to);
    const whole = averageCdf(edges, [block(0, 10)]).cdf;
    const [first, second] = [averageCdf(edges, [block(0, 5)]).cdf, averageCdf(edges, [block(5, 10)]).cdf];
    whole.forEach((value, i) => {
      expectClose((first[i]! + second[i]!) / 2, value, rounding(1));
    });
  });
});

describe("V → 0", () => {
  const mean = meanCoefficients(coefficients, 1);
  const factor = momentMatchedFactor(coefficients);
  const field = (scale: number) =>
    gaussianWeightEnsemble("field", model, process, mean, { ...factor, values: factor.values.map((r) => scale * r) });
  const ends = (scale: number): Float64Array => {
    const propagator = pathAverage({ ...rk4, models: 1, pathsPerModel: 50 });
    return (propagator.propagate(seededRng(seed), process, field(scale)).distribution as SampleSet).points.values;
  };

  it("at V = 0 a Gaussian field is its mean", () => {
    const still = pathAverage({ ...rk4, models: 3, pathsPerModel: 20 }).propagate(seededRng(seed), process, field(0));
    const flow = meanFlow({ ...rk4, paths: 2000 }).propagate(seededRng(seed), process, field(1));
    cells.forEach((cell) => {
      const ours = meanEstimate(massPerModel(still.distribution as SampleSet, cell)).value;
      const theirs = meanEstimate(massPerModel(flow.distribution as SampleSet, cell)).value;
      expectClose(ours, theirs, discretisation(1, 1 / 20, 1.1), cell.name);
    });
  });

  it("paths leave those of the mean in proportion to √V", () => {
    const [none, small, smaller] = [ends(0), ends(2e-4), ends(1e-4)];
    const distance = (other: Float64Array): number => Math.hypot(...other.map((value, i) => value - none[i]!));
    expect(distance(small)).toBeGreaterThan(1e-6);
    // Second order adds at most the relative size of the fluctuation, which the flow may spread by a factor of 100.
    expectClose(distance(small) / distance(smaller), 2, discretisation(1, 2e-4, 100));
  });
});
