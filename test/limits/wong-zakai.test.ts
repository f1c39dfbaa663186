import { describe, expect, it } from "vitest";
import {
  type ItoNoise,
  meanEstimate,
  type NoiseSchedule,
  pointMasses,
  points,
  type SampleSet,
  type ScoreEnsemble,
  type StratonovichNoise,
  uniformGrid,
  varianceExploding,
} from "../../src/core/index.ts";
import { seededRng } from "../../src/numerics/index.ts";
import { fokkerPlanck, pathAverage, transferMatrix } from "../../src/path-integral/index.ts";
import { discretisation, expectClose, monteCarlo } from "../support/tolerance.ts";
import { densityOf, massBetween, momentsOf } from "../support/white-noise.ts";

const seed = 52105;
/** α = 1 and σ = t over one unit of time, so that dx/dυ = D ŝ: the score alone moves states. */
const schedule: NoiseSchedule = varianceExploding({ sigma: "t", cutoffTime: 1, terminalTime: 2 });
const data = pointMasses(points([[0]]));
const process = { data, schedule, grid: uniformGrid(schedule, 100) };
const still = { dim: 1, score: (x: { readonly values: Float64Array }) => new Float64Array(x.values.length) };

/** dx/dυ = x n(υ) with ∫ E[n n′] dυ′ = ½: V(x, x′) = ½ x x′ δ, hence a drift of ¼ x where the noise is a limit of smooth noise. */
const strength = 0.5;
const common = {
  name: "x n(υ), white",
  dim: 1,
  meanField: still,
  scoreIntensity: (x: { readonly values: Float64Array }, t: number) =>
    x.values.map((value) => strength * (value / schedule.diffusivity(t)) ** 2),
};
const ito: ItoNoise = { ...common, calculus: "ito" };
const stratonovich: StratonovichNoise = {
  ...common,
  calculus: "stratonovich",
  inducedDrift: (x, t) => x.values.map((value) => ((strength / 2) * value) / schedule.diffusivity(t) ** 2),
};

/** The same with Ornstein–Uhlenbeck noise of a short memory, stationary, drawn on a fine grid and linear in between. */
const memory = 0.02;
const noiseSteps = 200;
const coloured: ScoreEnsemble = {
  name: "x n(υ), coloured",
  dim: 1,
  meanField: still,
  meanScore: (at) => ({ count: at.x.count, dim: 1, values: new Float64Array(at.x.count) }),
  scoreCovariance: (at, against) => ({
    rows: at.x.count,
    cols: against.x.count,
    values: new Float64Array(at.x.count * against.x.count),
  }),
  draw(rng) {
    const decay = Math.exp(-1 / (noiseSteps * memory));
    const size = Math.sqrt(strength / (2 * memory));
    const draws = rng.normals(noiseSteps + 1);
    const noise = new Float64Array(noiseSteps + 1);
    draws.forEach((z, k) => {
      noise[k] = k === 0 ? size * z : decay * noise[k - 1]! + size * Math.sqrt(1 - decay * decay) * z;
    });
    return {
      dim: 1,
      score(x, t) {
        const place = Math.min(Math.max((2 - t) * noiseSteps, 0), noiseSteps - 1e-9);
        const k = Math.floor(place);
        const n = noise[k]! + (place - k) * (noise[k + 1]! - noise[k]!);
        return x.values.map((value) => (value * n) / schedule.diffusivity(t));
      },
    };
  },
};

/** Faces at sinh s for |s| ≤ 9: the law has log-normal tails, which weigh in its second moment up to 1000. */
const ends = Float64Array.from({ length: 801 }, (_, i) => Math.sinh(9 * (i / 400 - 1)));
const line = (noise: ItoNoise | StratonovichNoise) =>
  densityOf(fokkerPlanck({ ends }).propagate(seededRng(1), process, noise));

describe("white noise in one dimension, x n(υ), read both ways", () => {
  it("Stratonovich: E x² grows by e^{2V}, Itô: by e^V, with V = ½", () => {
    const start = schedule.variance(2);
    for (const [noise, growth] of [
      [ito, Math.exp(strength)],
      [stratonovich, Math.exp(2 * strength)],
    ] as const) {
      // Cells grow by 9/400 of themselves; steps are 1/100.
      expectClose(momentsOf(line(noise)).variance, start * growth, discretisation(2, 9 / 400, start * growth));
    }
  });

  it("the transfer matrix takes the induced drift along", () => {
    const found = densityOf(
      transferMatrix({ kernel: "gaussian", ends }).propagate(seededRng(1), process, stratonovich),
    );
    // Euler steps of 1/100 under growth at rate 2V = 1.
    expectClose(momentsOf(found).variance / 4, Math.exp(1), discretisation(1, 1 / 100, 2 * Math.exp(1)));
  });
});

describe("Wong–Zakai: noise with a short memory", () => {
  const models = 3000;
  const { distribution } = pathAverage({ models, pathsPerModel: 1, method: "heun" }).propagate(
    seededRng(seed),
    process,
    coloured,
  );
  const states = (distribution as SampleSet).points.values;

  it("leaves the mean of log |x| where it was, as Stratonovich says, and not −¼ as Itô does", () => {
    // E log |N(0, σ²)| = log σ − (γ + log 2)/2.
    const start = Math.log(2) - (0.5772156649015329 + Math.LN2) / 2;
    const { value, standardError } = meanEstimate(states.map((x) => Math.log(Math.abs(x)) - start));
    expectClose(value, 0, monteCarlo(standardError));
    expect(value - -strength / 2).toBeGreaterThan(5 * standardError);
  });

  it("has the law of the Stratonovich Fokker–Planck equation, and not that of the Itô one", () => {
    const [right, wrong] = [line(stratonovich), line(ito)];
    let widest = 0;
    for (const reach of [0.5, 1, 2, 4]) {
      const found = states.reduce((sum, x) => sum + (Math.abs(x) < reach ? 1 : 0), 0) / models;
      const expected = massBetween(right, -reach, reach);
      const error = Math.sqrt((expected * (1 - expected)) / models);
      // The memory leaves 1 − τ of the integrated variance, which moves a mass by at most τ/4.
      expectClose(
        found,
        expected,
        { bound: 5 * error + memory / 4, reason: "Monte Carlo and memory" },
        `|x| < ${reach}`,
      );
      widest = Math.max(widest, Math.abs(massBetween(wrong, -reach, reach) - found) / error);
    }
    expect(widest).toBeGreaterThan(5);
  });
});

describe("what is refused", () => {
  it("Itô, or any white-noise method, for noise that is smooth in time", () => {
    for (const propagator of [fokkerPlanck(), transferMatrix({ kernel: "gaussian" })]) {
      expect(() => propagator.propagate(seededRng(1), process, coloured as unknown as ItoNoise)).toThrow(
        "white in time; noise that is smooth in time has no Itô reading",
      );
    }
  });

  it("white noise whose calculus is not named", () => {
    const unnamed = { ...common } as unknown as ItoNoise;
    expect(() => fokkerPlanck().propagate(seededRng(1), process, unnamed)).toThrow("named explicitly");
    const misnamed = { ...common, calculus: "ito-ish" } as unknown as ItoNoise;
    expect(() => fokkerPlanck().propagate(seededRng(1), process, misnamed)).toThrow('"ito-ish"');
  });

  it("a dimension that the method cannot do, and data of another", () => {
    const space = { ...ito, dim: 3 };
    expect(() => fokkerPlanck().propagate(seededRng(1), process, space)).toThrow("ensemble.dim = 3 must be 1 or 2");
    expect(() => transferMatrix({ kernel: "gaussian" }).propagate(seededRng(1), process, { ...ito, dim: 2 })).toThrow(
      "ensemble.dim = 2 must be 1",
    );
    expect(() => fokkerPlanck().propagate(seededRng(1), process, { ...ito, dim: 2 })).toThrow(
      "that of the ensemble, 2",
    );
  });

  it("step atoms of noise that has none, unknown kernels, and meshes that do not grow", () => {
    expect(() => transferMatrix({ kernel: "step-atoms" }).propagate(seededRng(1), process, ito)).toThrow("step atoms");
    expect(() => transferMatrix({ kernel: "exact" as "gaussian" })).toThrow('"step-atoms" or "gaussian"');
    expect(() => fokkerPlanck({ side: 3 })).toThrow("side = 3");
    expect(() => fokkerPlanck({ cells: 2 }).propagate(seededRng(1), process, ito)).toThrow("cells = 2");
    const ends = Float64Array.of(0, 1, 1, 2);
    expect(() => fokkerPlanck({ ends }).propagate(seededRng(1), process, ito)).toThrow("ends[2]");
  });
});
