import { describe, expect, it } from "vitest";
import { gaussianMixture, namedData, pointMasses, points, varianceExploding } from "../../src/core/index.ts";
import { normalCdf, seededRng } from "../../src/numerics/index.ts";
import { fokkerPlanck, stratifiedStarts, transferMatrix } from "../../src/path-integral/index.ts";
import {
  exactLaw,
  naiveEnsemble,
  naiveGaussianEulerLaw,
  naiveGaussianLaw,
  noisedMarginal,
} from "../../src/theory/index.ts";
import { interleavedSample } from "../../src/validate/index.ts";
import { discretisation, expectClose, monteCarlo, rounding } from "../support/tolerance.ts";
import {
  densityOf,
  geometricProcess,
  massBetween,
  momentsOf,
  planeOf,
  publishedSchedule,
} from "../support/white-noise.ts";

const seed = 52104;
const schedule = publishedSchedule();
const three = namedData("three-points");
const marginal = noisedMarginal(three, schedule);
const law = exactLaw(three, schedule, schedule.cutoffTime);

describe("law 23: the Fokker–Planck equation in one dimension", () => {
  const solve = (kappa: number, steps: number = 200) =>
    fokkerPlanck().propagate(seededRng(1), geometricProcess(three, schedule, steps), naiveEnsemble(marginal, kappa));

  it("at κ = 0 is p(x | ε): total variation below 1e-3, and that of the start law in fact", () => {
    const { x, cdf } = densityOf(solve(0));
    let distance = 0;
    for (let i = 0; i + 1 < x.length; i++) distance += Math.abs(cdf[i + 1]! - cdf[i]! - law.mass(x[i]!, x[i + 1]!)) / 2;
    // Runge–Kutta over halved steps; the start N(0, σ(T)²) is p(x | T) to α(T)² = 2e-9.
    expectClose(distance, 0, discretisation(4, Math.log(100) / 400, 1));
  });

  it("conserves mass to 1e-12 and is never negative, at any κ and for a handful of steps", () => {
    for (const [kappa, steps] of [
      [0.5, 200],
      [50, 3],
    ] as const) {
      const { cdf } = densityOf(solve(kappa, steps));
      expectClose(cdf.at(-1)!, 1, rounding(1, 4500));
      for (let i = 1; i < cdf.length; i++) expect(cdf[i]! - cdf[i - 1]!).toBeGreaterThanOrEqual(0);
    }
  });

  it("keeps the symmetry of the data", () => {
    const density = densityOf(solve(0.5));
    for (const [low, high] of [
      [0.2, 0.9],
      [0.9, 1.1],
      [1.1, 2],
    ] as const)
      expectClose(massBetween(density, low, high), massBetween(density, -high, -low), rounding(1, 1e5));
  });

  it("gives Gaussian data the variance of the closed formula to 1e-6", () => {
    const data = gaussianMixture({ components: [{ weight: 1, mean: [0.4], covariance: 0.5 }] });
    for (const given of [schedule, varianceExploding({ sigma: "t", cutoffTime: 0.002, terminalTime: 80 })]) {
      const expected = naiveGaussianLaw(geometricProcess(data, given, 1), 0.3);
      const found = [250, 500].map((cells) => {
        const process = geometricProcess(data, given, cells);
        const ensemble = naiveEnsemble(noisedMarginal(data, given), 0.3);
        return momentsOf(densityOf(fokkerPlanck({ cells }).propagate(seededRng(1), process, ensemble)));
      });
      // Cells and steps are halved together, so one extrapolation removes both second-order errors.
      const variance = (4 * found[1]!.variance - found[0]!.variance) / 3;
      expectClose(variance, expected.covariance[0]!, discretisation(2, 1, 1e-6 * expected.covariance[0]!));
      expectClose(found[1]!.mean, expected.mean[0]!, discretisation(2, 1, 1e-6));
    }
  });
});

describe("the transfer matrix", () => {
  const process = geometricProcess(three, schedule, 150);
  const run = (kernel: "step-atoms" | "gaussian", kappa: number, cells: number = 400) =>
    transferMatrix({ kernel, cells }).propagate(seededRng(1), process, naiveEnsemble(marginal, kappa));

  it("at κ = 0 is the Euler map: the median of each half moves with it", () => {
    const { x, cdf } = densityOf(run("step-atoms", 0));
    for (const i of [100, 180, 260]) {
      let state = Float64Array.of(1.2 * (i / 200 - 1));
      const start = state[0]!;
      process.grid.times.slice(0, -1).forEach((t, k) => {
        const score = marginal.scoreAt({ count: 1, dim: 1, values: state }, t)[0]!;
        const drift = schedule.beta(t) * state[0]! + schedule.diffusivity(t) * score;
        state = Float64Array.of(state[0]! + (t - process.grid.times[k + 1]!) * drift);
      });
      const above = x.findIndex((value) => value > state[0]!);
      const share = (state[0]! - x[above - 1]!) / (x[above]! - x[above - 1]!);
      const found = cdf[above - 1]! + share * (cdf[above]! - cdf[above - 1]!);
      // Linear interpolation of the distribution function in one cell.
      expectClose(found, normalCdf(start / schedule.sigma(1)), discretisation(2, 1 / 400, 20));
    }
  });

  it("keeps mass and sign, and the variance of the discrete scheme for Gaussian data", () => {
    const data = gaussianMixture({ components: [{ weight: 1, mean: [0], covariance: 0.5 }] });
    const gaussian = geometricProcess(data, schedule, 100);
    const ensemble = naiveEnsemble(noisedMarginal(data, schedule), 0.3);
    const density = densityOf(
      transferMatrix({ kernel: "gaussian", cells: 300 }).propagate(seededRng(1), gaussian, ensemble),
    );
    expectClose(density.cdf.at(-1)!, 1, rounding(1, 1e4));
    for (let i = 1; i < density.cdf.length; i++) expect(density.cdf[i]).toBeGreaterThanOrEqual(density.cdf[i - 1]!);
    const expected = naiveGaussianEulerLaw(gaussian, 0.3).covariance[0]!;
    // Every step is exact in the variance but for cells of a twentieth of a standard deviation.
    expectClose(momentsOf(density).variance, expected, discretisation(2, 1 / 20, expected));
  });

  it("has the law of the simulated scheme, whose steps it sums over", () => {
    for (const kappa of [0.5, 2]) {
      const density = densityOf(run("step-atoms", kappa, 800));
      const count = 4000;
      const starts = stratifiedStarts(seededRng(seed), schedule, 1, count, 0.5, 0);
      const { values } = interleavedSample(seededRng(seed + kappa), process, kappa, starts);
      for (const [low, high] of [
        [-0.5, 0.5],
        [0.9, 1.1],
        [1.1, 3],
      ] as const) {
        const mass = massBetween(density, low, high);
        const found = values.reduce((sum, value) => sum + (value >= low && value < high ? 1 : 0), 0) / count;
        expectClose(found, mass, monteCarlo(Math.sqrt((mass * (1 - mass)) / count)), `κ = ${kappa}: ${low} to ${high}`);
      }
    }
  });

  it("tends to the Fokker–Planck equation with both kernels, to first order in the step", () => {
    const limit = massBetween(
      densityOf(fokkerPlanck().propagate(seededRng(1), process, naiveEnsemble(marginal, 0.5))),
      -0.5,
      0.5,
    );
    const gap = (kernel: "step-atoms" | "gaussian", steps: number): number => {
      const finer = geometricProcess(three, schedule, steps);
      const found = transferMatrix({ kernel, cells: 600 }).propagate(seededRng(1), finer, naiveEnsemble(marginal, 0.5));
      return Math.abs(massBetween(densityOf(found), -0.5, 0.5) - limit);
    };
    for (const kernel of ["step-atoms", "gaussian"] as const) {
      // Weight 0.144; a step in log t is 4.6/steps.
      expectClose(gap(kernel, 60), 0, discretisation(1, Math.log(100) / 60, 0.2));
      expectClose(gap(kernel, 240), 0, discretisation(1, Math.log(100) / 240, 0.2));
    }
  });
});

describe("law 21: noise-free directions and cases", () => {
  it("the component orthogonal to the affine hull of the data moves as without noise, path by path", () => {
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
    // Points on a line with direction (c, s), at distance 0.3 from the origin.
    const line = points([-1, -0.2, 0.9].map((u) => [u * c - 0.3 * s, u * s + 0.3 * c]));
    const process = geometricProcess(pointMasses(line), schedule, 80);
    const starts = { count: 40, dim: 2, values: seededRng(seed).normals(80) };
    const [still, noisy] = [0, 1.5].map((kappa) => interleavedSample(seededRng(seed), process, kappa, starts).values);
    for (let n = 0; n < 40; n++) {
      const across = (x: Float64Array): number => -s * x[2 * n]! + c * x[2 * n + 1]!;
      expectClose(across(noisy!), across(still!), rounding(1, 80 * 64), `path ${n}`);
    }
    expect(still!.some((value, k) => Math.abs(value - noisy![k]!) > 0.05)).toBe(true);
  });

  it("one data point: the law of every κ is that of κ = 0", () => {
    const one = pointMasses(points([[0.6]]));
    const process = geometricProcess(one, schedule, 50);
    const [still, noisy] = [0, 3].map((kappa) =>
      densityOf(
        fokkerPlanck({ cells: 60 }).propagate(
          seededRng(1),
          process,
          naiveEnsemble(noisedMarginal(one, schedule), kappa),
        ),
      ),
    );
    expect(noisy).toEqual(still);
  });
});

describe("the Fokker–Planck equation in the plane", () => {
  it("at κ = 0 is p(x | ε)", () => {
    const data = namedData("four-points", { angle: 20 });
    const process = geometricProcess(data, schedule, 40);
    const ensemble = naiveEnsemble(noisedMarginal(data, schedule), 0);
    const { x, y, mass } = planeOf(fokkerPlanck({ side: 32 }).propagate(seededRng(1), process, ensemble));
    const columns = x.length - 1;
    const alpha = schedule.alpha(0.01);
    const sigma = schedule.sigma(0.01);
    const slice = (faces: Float64Array, i: number, center: number): number =>
      normalCdf((faces[i + 1]! - center) / sigma) - normalCdf((faces[i]! - center) / sigma);
    let distance = 0;
    mass.forEach((value, c) => {
      const [i, j] = [c % columns, Math.floor(c / columns)];
      const exact = data.components.reduce(
        (sum, { weight, mean }) => sum + weight * slice(x, i, alpha * mean[0]!) * slice(y, j, alpha * mean[1]!),
        0,
      );
      distance += Math.abs(value - exact) / 2;
    });
    // Cells are a third of σ(ε) wide, quadrangles of labels have straight sides.
    expectClose(distance, 0, discretisation(2, 1 / 3, 0.02));
  });

  it("gives turned Gaussian data the covariance of the closed formula, and converges to it", () => {
    const data = gaussianMixture({
      components: [
        {
          weight: 1,
          mean: [0, 0],
          covariance: [
            [0.5, 0.3],
            [0.3, 0.3],
          ],
        },
      ],
    });
    const expected = naiveGaussianLaw(geometricProcess(data, schedule, 1), 0.1).covariance;
    const errors = [32, 64].map((side) => {
      const process = geometricProcess(data, schedule, side);
      const ensemble = naiveEnsemble(noisedMarginal(data, schedule), 0.1);
      const axis = Float64Array.from({ length: 81 }, (_, i) => (i - 40) / 5);
      const { x, y, mass } = planeOf(
        fokkerPlanck({ side, axes: { x: axis, y: axis } }).propagate(seededRng(1), process, ensemble),
      );
      const found = [0, 0, 0];
      mass.forEach((value, c) => {
        const [i, j] = [c % (x.length - 1), Math.floor(c / (x.length - 1))];
        const [u, v] = [(x[i]! + x[i + 1]!) / 2, (y[j]! + y[j + 1]!) / 2];
        found[0]! += value * u * u;
        found[1]! += value * u * v;
        found[2]! += value * v * v;
      });
      // Grouping in cells of width h adds h²/12 to the variances.
      const grouping = 0.2 ** 2 / 12;
      return Math.max(
        Math.abs(found[0]! - grouping - expected[0]!),
        Math.abs(found[1]! - expected[1]!),
        Math.abs(found[2]! - grouping - expected[3]!),
      );
    });
    // Cells of 16/side σ(T) in labels, half as long steps: second order, of variances near one.
    expectClose(errors[0]!, 0, discretisation(2, 16 / 32, 0.05));
    expectClose(errors[1]!, 0, discretisation(2, 16 / 64, 0.05));
    expect(errors[1]!).toBeLessThan(0.4 * errors[0]!);
  });

  it("has the weights of one dimension for points on a tilted line", () => {
    const [c, s] = [Math.cos(0.4), Math.sin(0.4)];
    const data = pointMasses(
      points([
        [-c, -s],
        [0, 0],
        [c, s],
      ]),
    );
    const process = geometricProcess(data, schedule, 60);
    const ensemble = naiveEnsemble(noisedMarginal(data, schedule), 0.5);
    const run = (side: number): number => {
      const { x, y, mass } = planeOf(fokkerPlanck({ side }).propagate(seededRng(1), process, ensemble));
      return mass.reduce((sum, value, k) => {
        const [i, j] = [k % (x.length - 1), Math.floor(k / (x.length - 1))];
        const along = (c * (x[i]! + x[i + 1]!)) / 2 + (s * (y[j]! + y[j + 1]!)) / 2;
        return sum + (Math.abs(along) < 0.5 ? value : 0);
      }, 0);
    };
    const line = massBetween(
      densityOf(
        fokkerPlanck().propagate(seededRng(1), geometricProcess(three, schedule, 60), naiveEnsemble(marginal, 0.5)),
      ),
      -0.5,
      0.5,
    );
    // What happens in layers thinner than a label cell, 16/side σ(T), is lost: first order.
    expectClose(run(32), line, discretisation(1, 16 / 32, 0.1));
    expectClose(run(64), line, discretisation(1, 16 / 64, 0.1));
  });
});
