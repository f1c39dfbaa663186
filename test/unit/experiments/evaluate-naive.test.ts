import { describe, expect, it } from "vitest";
import { gaussianMixture, geometricGrid, namedData, SpecError, variancePreserving } from "../../../src/core/index.ts";
import { evaluateRequest, parseRequest } from "../../../src/experiments/evaluate.ts";
import type { EvalResponse, Nested } from "../../../src/experiments/evaluate-response.ts";
import { exactLaw, naiveGaussianLaw } from "../../../src/theory/index.ts";
import { diskLoader } from "../../support/data-loader.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

type Json = Record<string, unknown>;

const schedule = { kind: "variance-preserving", drift: "beta", cutoffTime: 0.02 };
const own = variancePreserving({ drift: "beta", cutoffTime: 0.02 });
const ensemble = { kind: "naive", kappa: 0.5 };
const evaluate = async (request: Json): Promise<EvalResponse> => evaluateRequest(parseRequest(request), diskLoader);
const flat = (value: Nested): number[] => (typeof value === "number" ? [value] : value.flatMap(flat));
const entry = ({ value }: EvalResponse, name: string): number[] => flat((value as Record<string, Nested>)[name]!);

async function defectOf(request: Json): Promise<SpecError> {
  const error = await evaluate(request).then(
    () => new Error("it was answered"),
    (reason: unknown) => reason,
  );
  if (error instanceof SpecError) return error;
  throw error;
}

/** The largest reported change; a solver of second order is three times closer than that. */
const changeOf = (found: EvalResponse, name: string): number => Math.max(...entry(found, name));

describe("the naive estimator in eval", () => {
  const three = { data: { kind: "named", name: "three-points" }, schedule };
  const at = [
    { x: 0.3, t: 0.1 },
    { x: -1.2, t: 0.7 },
  ];

  it("has the true score as its mean, whatever κ", async () => {
    const mean = await evaluate({ quantity: "mean-score", ...three, ensemble, at });
    const { value } = await evaluate({ quantity: "score", ...three, at });
    expect(mean.value).toEqual(value);
  });

  it("samples one Gaussian from Gaussian data on the line, as in closed form", async () => {
    const data = { kind: "gaussian-mixture", components: [{ weight: 1, mean: [0.4], covariance: [[0.5]] }] };
    const x = [-1.5, 0, 0.4, 1, 2.5];
    const found = await evaluate({ quantity: "averaged-density", data, schedule, ensemble, x });
    const law = naiveGaussianLaw(
      {
        data: gaussianMixture({ components: [{ weight: 1, mean: [0.4], covariance: [[0.5]] }] }),
        schedule: own,
        grid: geometricGrid(own, 200),
      },
      0.5,
    );
    const [mean, variance] = [law.mean[0]!, law.covariance[0]!];
    const bound = {
      bound: changeOf(found, "densityError") + entry(found, "steppingChange")[0]!,
      reason: "the change from half the cells and from half the steps, three times the error each",
    };
    entry(found, "density").forEach((density, n) => {
      const z = (x[n]! - mean) / Math.sqrt(variance);
      expectClose(density, Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI * variance), bound, `density at ${x[n]}`);
    });
    expect(found.accuracy).toContain("Itô, 800 cells, geometric, 200 steps");
  });

  it("samples one Gaussian from Gaussian data in the plane", async () => {
    const covariance = [
      [0.5, 0.2],
      [0.2, 0.3],
    ];
    const data = { kind: "gaussian-mixture", components: [{ weight: 1, mean: [0.4, -0.2], covariance }] };
    const x = [
      [0.4, -0.2],
      [1, 0.3],
      [-0.5, -0.9],
    ];
    const grid = { kind: "geometric", steps: 60 };
    const found = await evaluate({ quantity: "averaged-density", data, schedule, ensemble, x, grid, cells: 64 });
    const law = naiveGaussianLaw(
      {
        data: gaussianMixture({ components: [{ weight: 1, mean: [0.4, -0.2], covariance }] }),
        schedule: own,
        grid: geometricGrid(own, 60),
      },
      0.5,
    );
    const [a, b, , d] = law.covariance as unknown as [number, number, number, number];
    const determinant = a * d - b * b;
    // First order in the step, of which there are 60 over log 50.
    const bound = {
      bound: changeOf(found, "densityError") + (Math.log(50) / 60) * 0.5,
      reason: "the change from half the cells, and a step of the density's own size",
    };
    entry(found, "density").forEach((density, n) => {
      const [u, v] = [x[n]![0]! - law.mean[0]!, x[n]![1]! - law.mean[1]!];
      const exponent = (d * u * u - 2 * b * u * v + a * v * v) / determinant;
      expectClose(
        density,
        Math.exp(-exponent / 2) / (2 * Math.PI * Math.sqrt(determinant)),
        bound,
        `density at ${x[n]}`,
      );
    });
    expect(Object.keys(found.value as object)).not.toContain("cdf");
  });

  it("gives back p(x | ε) at κ = 0, between modes and in their tails", async () => {
    const x = [-1.05, -0.7, 0.02, 0.9, 1.4];
    const found = await evaluate({
      quantity: "averaged-density",
      ...three,
      ensemble: { kind: "naive", kappa: 0 },
      x,
    });
    const law = exactLaw(namedData("three-points"), own, own.cutoffTime);
    const [densities, cdf] = [entry(found, "density"), entry(found, "cdf")];
    const [densityError, cdfError] = [entry(found, "densityError"), entry(found, "cdfError")];
    x.forEach((value, n) => {
      const exact = Math.exp(law.logDensity(value));
      const reason = "the change from half the cells";
      expectClose(densities[n]!, exact, { bound: densityError[n]! + 1e-6 * exact, reason }, `density at ${value}`);
      expectClose(cdf[n]!, law.cdf(value), { bound: cdfError[n]! + 1e-6, reason }, `cdf at ${value}`);
    });
  });

  it("has no kernel, action or path of least action: it is told what to ask instead", async () => {
    const smooth = [
      { quantity: "v-kernel", at },
      { quantity: "score-covariance", at },
      {
        quantity: "action",
        path: [
          { x: 0, t: 1 },
          { x: 0.1, t: 0.5 },
        ],
      },
      { quantity: "minimum-action-path", end: { kind: "point", x: 0.5 } },
    ];
    for (const request of smooth) {
      const error = await defectOf({ ...request, ...three, ensemble });
      expect(error.path).toBe("$.ensemble.kind");
      expect(error.message).toContain("δ(t − t′)");
      expect(error.message).toContain("target-covariance");
    }
  });

  it("is Itô by construction, and no other ensemble has a calculus", async () => {
    const request = { quantity: "averaged-density", ...three, x: [0] };
    const stratonovich = await defectOf({ ...request, ensemble: { ...ensemble, calculus: "stratonovich" } });
    expect(stratonovich.path).toBe("$.ensemble.calculus");
    expect(stratonovich.message).toContain('must be "ito"');
    const smooth = await defectOf({ ...request, ensemble: { kind: "lazy", calculus: "ito" } });
    expect(smooth.path).toBe("$.ensemble.calculus");
    expect(smooth.message).toContain("smooth in time");
    expect((await defectOf({ ...request, ensemble, calculus: "ito" })).path).toBe("$.calculus");
  });

  it("flags a mesh that ends too early, and refuses noise that overflows", async () => {
    const request = {
      quantity: "averaged-density",
      ...three,
      x: [0],
      grid: { kind: "geometric", steps: 30 },
      cells: 64,
    };
    const wide = await evaluate({ ...request, ensemble: { kind: "naive", kappa: 1e5 } });
    expect(wide.accuracy).toContain("FLAGGED");
    expect((await evaluate({ ...request, ensemble })).accuracy).not.toContain("FLAGGED");
    const planar = { data: { kind: "named", name: "four-points" }, x: [[0, 0]], cells: 16 };
    for (const change of [{}, planar]) {
      const error = await defectOf({ ...request, ...change, ensemble: { kind: "naive", kappa: 1e300 } });
      expect(error.message).toContain("noise of at most 1e+100");
    }
  });

  it("names what does not fit it", async () => {
    const request = { quantity: "averaged-density", ...three, ensemble, x: [0] };
    expect((await defectOf({ ...request, models: 100 })).path).toBe("$.models");
    expect((await defectOf({ ...request, method: "rk4" })).path).toBe("$.method");
    expect((await defectOf({ ...request, x: [0, 9] })).path).toBe("$.x[1]");
    expect((await defectOf({ ...request, ensemble: { kind: "naive", kappa: -1 } })).path).toBe("$.ensemble.kappa");
    expect((await defectOf({ ...request, ensemble: { kind: "naive" } })).path).toBe("$.ensemble.kappa");
    const space = { kind: "points", points: [[0, 0, 0]] };
    expect((await defectOf({ ...request, data: space, x: [[0, 0, 0]] })).path).toBe("$.data");
    const plane = { data: { kind: "named", name: "four-points" }, x: [[0, 99]] };
    expect((await defectOf({ ...request, ...plane })).path).toBe("$.x[0][1]");
    expect((await defectOf({ ...request, ...plane, x: [[0, 0]], cells: 1000 })).path).toBe("$.cells");
    const model = {
      kind: "linear",
      features: { kind: "tensor-product", space: [{ kind: "constant" }], time: { kind: "constant" } },
      ridge: 0.1,
    };
    const linear = { kind: "linear", model, sampleCount: 10 };
    expect((await defectOf({ ...request, ensemble: linear, cells: 100 })).path).toBe("$.cells");
  });
});

describe("cavity moments in eval", () => {
  // One constant feature and weight one: G = 1/(v + ρ), v = 1/(1 + G/P), Var(W) = G² v² Var(x₀)/(P − G² v²).
  const [samples, ridge] = [8, 0.3];
  const request = {
    data: { kind: "points", points: [[-1], [1]] },
    schedule,
    ensemble: {
      kind: "linear",
      law: "cavity",
      sampleCount: samples,
      model: {
        kind: "linear",
        features: { kind: "tensor-product", space: [{ kind: "constant" }], time: { kind: "constant" } },
        weight: "1",
        ridge,
      },
    },
    at: [{ x: 0.3, t: 0.4 }],
  };
  const shrunken = samples * (1 - ridge) - 1;
  const pull = (shrunken + Math.sqrt(shrunken * shrunken + 4 * samples * samples * ridge)) / (2 * samples);

  it("are those of the fixed point in closed form", async () => {
    const resolvent = 1 / (pull + ridge);
    expectClose(pull, 1 / (1 + resolvent / samples), rounding(1, 64), "the leverage of the closed form");
    const share = (resolvent * pull) ** 2;
    const gain = own.alpha(0.4) / own.variance(0.4);
    const found = flat((await evaluate({ quantity: "score-covariance", ...request })).value as Nested)[0]!;
    const expected = (gain * gain * share) / (samples - share);
    expectClose(found, expected, { bound: 1e-7 * expected, reason: "both fixed points stop at 1e-8" });
    // Far from leading order, which has no leverage and no variance of the model that a draw sees.
    const leading = gain ** 2 / (samples * (1 + ridge) ** 2);
    expect(Math.abs(expected / leading - 1)).toBeGreaterThan(0.01);
  });

  it("serve the kernel, the mean score and the averaged density", async () => {
    const kernel = await evaluate({ quantity: "v-kernel", ...request });
    const covariance = await evaluate({ quantity: "score-covariance", ...request });
    const diffusivity = own.diffusivity(0.4);
    const [v, c] = [flat(kernel.value as Nested)[0]!, flat(covariance.value as Nested)[0]!];
    expectClose(v, c * diffusivity ** 2, rounding(v, 16));
    expect(kernel.accuracy).toContain("resummed in 1/P");
    // The two points are symmetric: the mean denoiser is zero.
    const mean = flat((await evaluate({ quantity: "mean-score", ...request })).value as Nested)[0]!;
    expectClose(mean, -0.3 / own.variance(0.4), rounding(mean, 64));
    const { at: _, ...rest } = request;
    const density = await evaluate({ quantity: "averaged-density", ...rest, x: [0, 0.5], models: 30 });
    expect(entry(density, "density").every((value) => value > 0)).toBe(true);
  });
});
