import { describe, expect, it } from "vitest";
import {
  drawInitial,
  featureKernel,
  gaussianInitial,
  gradientFlow,
  joinedFeatures,
  kernelFeatures,
  landmarks,
  lazyFieldEnsemble,
  lazyFieldFactor,
  lazyMoments,
  lazyPopulation,
  mercerModes,
} from "../../../../src/linear-models/index.ts";
import { algebra, matrix, seededRng } from "../../../../src/numerics/index.ts";
import { lazyModel, reluTangent } from "../../../support/lazy-models.ts";
import {
  fewBumps,
  gentleSchedule,
  lineMixture,
  processOf,
  sampleMoments,
  statesOf,
} from "../../../support/linear-models.ts";
import { expectClose, monteCarlo, quadrature, rounding } from "../../../support/tolerance.ts";

const process = processOf(lineMixture, gentleSchedule);
const kernel = reluTangent(process, 1);
const states = statesOf(
  Array.from({ length: 30 }, (_, n) => [2 * Math.sin(1 + 2.3 * n), 0.1 + 0.9 * ((n * 0.37) % 1)]),
  1,
);
const even = new Float64Array(30).fill(1 / 30);

describe("landmarks of a kernel", () => {
  it("reproduce a kernel of finite rank with as many landmarks as its rank", () => {
    const finite = featureKernel(fewBumps());
    const { states: centers, root, missing } = landmarks(finite, states, even);
    expect(root.rows).toBe(6);
    expect(missing).toBeLessThan(1e-10);
    const half = algebra.solveTriangular(root, finite.between(centers, states));
    const found = algebra.gemm(half, half, { transposeA: true });
    finite.between(states, states).values.forEach((value, i) => {
      expectClose(found.values[i]!, value, quadrature(1e-8), `entry ${i}`);
    });
  });

  it("have the kernel between them as L Lᵀ, and miss what they say", () => {
    const { states: centers, root, missing } = landmarks(kernel, states, even, { rank: 5 });
    const gram = algebra.gemm(root, root, { transposeB: true });
    kernel.between(centers, centers).values.forEach((value, i) => {
      expectClose(gram.values[i]!, value, rounding(10, 64), `entry ${i}`);
    });
    const half = algebra.solveTriangular(root, kernel.between(centers, states));
    let [kept, whole] = [0, 0];
    kernel.diagonal(states).forEach((value, n) => {
      whole += value;
      for (let k = 0; k < 5; k++) kept += half.values[30 * k + n]! ** 2;
    });
    expectClose(missing, 1 - kept / whole, rounding(1, 256));
  });

  it("leave out states of no importance, and stop at the tolerance", () => {
    const first = even.map((weight, n) => (n < 3 ? weight : 0));
    expect(landmarks(kernel, states, first).root.rows).toBe(3);
    const stopped = landmarks(kernel, states, even, { tolerance: 0.1 });
    expect(stopped.missing).toBeLessThanOrEqual(0.1);
    expect(landmarks(kernel, states, even, { rank: stopped.root.rows - 1 }).missing).toBeGreaterThan(0.1);
  });

  it("refuse a rank that is no count and a measure of no importance", () => {
    expect(() => landmarks(kernel, states, even, { rank: 0 })).toThrow("rank");
    expect(() => landmarks(kernel, states, new Float64Array(30))).toThrow("positive");
  });
});

describe("kernel bumps as features", () => {
  it("are the kernel at the centres, and joined maps stand one after the other", () => {
    const centers = statesOf(
      [
        [0.3, 0.4],
        [-1, 0.2],
      ],
      1,
    );
    const bumps = kernelFeatures(kernel, centers);
    expect(bumps.evaluate(states)).toEqual(kernel.between(states, centers));
    const joined = joinedFeatures([bumps, fewBumps()]).evaluate(states);
    expect([joined.rows, joined.cols]).toEqual([30, 8]);
    const row = joined.values.slice(8 * 4, 8 * 5);
    expect([...row.slice(0, 2)]).toEqual([...bumps.evaluate(states).values.slice(8, 10)]);
    expect([...row.slice(2)]).toEqual([...fewBumps().evaluate(states).values.slice(24, 30)]);
  });

  it("refuse centres of another dimension", () => {
    expect(() => kernelFeatures(kernel, statesOf([[0, 1, 0.3]], 2))).toThrow("the dimensions must agree");
  });
});

describe("random initial functions", () => {
  const initial = gaussianInitial(kernel, states, even);

  it("have the kernel as their covariance at the landmarks' own accuracy", () => {
    const values = initial.features.combine(states, initial.root);
    const covariance = algebra.gemm(values, values, { transposeB: true }).values;
    kernel.between(states, states).values.forEach((value, i) => {
      expectClose(covariance[i]!, value, quadrature(1e-6), `entry ${i}`);
    });
    expect(initial.missing).toBeLessThan(1e-10);
  });

  it("are drawn with independent outputs", () => {
    const rng = seededRng(20411);
    const one = statesOf([[0.5, 0.3]], 1);
    const sample = matrix(4000, 2);
    for (let m = 0; m < 4000; m++)
      sample.values.set(initial.features.combine(one, drawInitial(rng.split(`${m}`), initial, 2)).values, 2 * m);
    const { covariance, covarianceError } = sampleMoments(sample);
    const variance = kernel.diagonal(one)[0]!;
    [variance, 0, 0, variance].forEach((value, i) => {
      expectClose(covariance.values[i]!, value, monteCarlo(covarianceError.values[i]!), `entry ${i}`);
    });
  });
});

describe("the leading-order field of lazy networks", () => {
  const model = lazyModel(kernel, gentleSchedule);
  const population = lazyPopulation(model, process, { rank: 12 });

  it("adds (1 − A) 𝒦 (1 − A)ᵀ of a random initial function, which vanishes where everything is learned", () => {
    const importance = population.probability.map((p, n) => p * population.weight[n]!);
    // An initial function in the span of the modes: there 1 − A is 1 − χ on every mode.
    const initial = gaussianInitial(kernel, population.landmarks.states, new Float64Array(12).fill(1));
    expect(importance).toHaveLength(population.states.x.count);
    const at = statesOf(
      [
        [0.4, 0.3],
        [-0.6, 0.5],
      ],
      1,
    );
    const gain = [0, 1].map((n) => gentleSchedule.alpha(at.t[n]!) / gentleSchedule.variance(at.t[n]!));
    const excess = (time: number): Float64Array => {
      const stopped = { ...model, filter: gradientFlow(time) };
      const without = lazyFieldEnsemble(stopped, process, population).scoreCovariance(at, at).values;
      return lazyFieldEnsemble({ ...stopped, initial }, process, population)
        .scoreCovariance(at, at)
        .values.map((value, i) => (value - without[i]!) / (gain[i >> 1]! * gain[i & 1]!));
    };
    const psi = algebra.gemm(kernel.between(at, population.landmarks.states), population.basis);
    const { learned } = lazyMoments(population, gradientFlow(2));
    const expected = algebra.gemm(
      matrix(
        2,
        12,
        psi.values.map((value, i) => value * population.eigenvalues[i % 12]! * (1 - learned[i % 12]!) ** 2),
      ),
      psi,
      { transposeB: true },
    ).values;
    excess(2).forEach((value, i) => {
      expectClose(value, expected[i]!, quadrature(1e-6), `entry ${i}`);
    });
    expect(Math.max(...excess(1e9).map(Math.abs))).toBeLessThan(1e-6);
  });

  it("has a factor whose square is the covariance of the coefficients on landmarks", () => {
    const moments = lazyMoments(population, model.filter);
    const factor = lazyFieldFactor(population, moments, 40, "target-and-input-noise");
    const found = algebra.gemm(factor, factor, { transposeB: true });
    const meat = moments.targetNoise.values.map((value, i) => (value + moments.inputNoise.values[i]!) / 40);
    const half = algebra.gemm(population.basis, matrix(12, 12, meat));
    const expected = algebra.gemm(half, population.basis, { transposeB: true }).values;
    const scale = Math.max(...expected.map(Math.abs));
    found.values.forEach((value, i) => {
      expectClose(value, expected[i]!, quadrature(1e-9 * scale), `entry ${i}`);
    });
  });

  it("refuses a regression whose parts differ in length", () => {
    const short = { ...population, weight: population.weight.slice(1) };
    expect(() => mercerModes(kernel, short)).toThrow("all must have one row per state");
  });
});
