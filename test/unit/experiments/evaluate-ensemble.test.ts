import { describe, expect, it } from "vitest";
import { geometricGrid, SpecError, uniformGrid } from "../../../src/core/index.ts";
import { buildEnsemble } from "../../../src/experiments/build-ensemble.ts";
import { evaluateRequest, parseRequest, requestJsonSchema } from "../../../src/experiments/evaluate.ts";
import { type EvalResponse, type Nested, responseJson } from "../../../src/experiments/evaluate-response.ts";
import type { ScoreEnsembleSpec } from "../../../src/experiments/spec-ensemble.ts";
import { seededRng } from "../../../src/numerics/index.ts";
import { cdfAverage, pathAction, vKernel } from "../../../src/path-integral/index.ts";
import { diskLoader } from "../../support/data-loader.ts";
import { smallProcess } from "../../support/small-models.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

type Json = Record<string, unknown>;

const process = {
  data: { kind: "named", name: "three-points" },
  schedule: { kind: "variance-preserving", drift: "half-beta", cutoffTime: 0.05 },
};
const planar = { ...process, data: { kind: "named", name: "four-points" } };
const axis = { kind: "gaussian-bumps", count: 4, low: -1.5, high: 1.5 };
const model = {
  kind: "linear",
  features: { kind: "tensor-product", space: [axis], time: { kind: "constant" } },
  ridge: 0.05,
};
const ensemble = { kind: "linear", model, sampleCount: 200 };
const planarModel = { ...model, features: { ...model.features, space: [axis, axis] } };
const at = [
  { x: 0.4, t: 0.2 },
  { x: [-1], t: 0.5 },
];

const evaluate = async (request: Json): Promise<EvalResponse> => evaluateRequest(parseRequest(request), diskLoader);
const built = async (change: Json = {}) => {
  const read = parseRequest({ quantity: "mean-score", ...process, ensemble: { ...ensemble, ...change }, at });
  return buildEnsemble((read as { ensemble: ScoreEnsembleSpec }).ensemble, smallProcess());
};

async function defectOf(request: Json): Promise<SpecError> {
  const error = await evaluate(request).then(
    () => new Error("it was answered"),
    (reason: unknown) => reason,
  );
  if (error instanceof SpecError) return error;
  throw error;
}

const flat = (value: Nested): number[] => (typeof value === "number" ? [value] : value.flatMap(flat));
const entry = ({ value }: EvalResponse, name: string): number[] => flat((value as Record<string, Nested>)[name]!);

describe("the ensemble of a request", () => {
  it("is of leading order by default, and trained where that is asked for", async () => {
    const sandwich = await built();
    expect(sandwich.accuracy).toContain("leading order in 1/P");
    const trained = await built({ law: "quenched", members: 12 });
    expect(trained.accuracy).toBe("moments of 12 trained models");
    expect(trained.ensemble.name).toBe("linear ensemble");
    expect((await built({ law: "moment-matched", members: 12 })).ensemble.name).toBe("moment-matched");
  });

  it("trains the same models from the same seed, and others from another", async () => {
    const states = { x: { count: 1, dim: 1, values: Float64Array.of(0.3) }, t: Float64Array.of(0.4) };
    const mean = async (seed: number) =>
      (await built({ law: "quenched", members: 8, seed })).ensemble.meanScore(states).values[0];
    expect(await mean(3)).toBe(await mean(3));
    expect(await mean(3)).not.toBe(await mean(4));
  });

  it("is named by JSON path where it has a defect", async () => {
    const wrong = (change: Json) =>
      defectOf({ quantity: "mean-score", ...process, ensemble: { ...ensemble, ...change }, at });
    expect((await wrong({ kind: "lineer" })).message).toContain("$.ensemble.kind");
    expect((await wrong({ law: "sandwhich" })).message).toContain('did you mean "sandwich"?');
    expect((await wrong({ model: planarModel })).path).toBe("$.ensemble.model.features.space");
    expect((await wrong({ model: { ...model, weight: "alpha +" } })).path).toBe("$.ensemble.model.weight");
    const formulas = { ...model, features: { kind: "formulas", formulas: ["1", "x"] } };
    expect((await wrong({ model: formulas, extrapolate: "clamp" })).path).toBe("$.ensemble.extrapolate");
  });
});

describe("mean-score", () => {
  it("is the mean field of the ensemble, on lists and on grids", async () => {
    const { ensemble: own } = await built();
    const states = { x: { count: 2, dim: 1, values: Float64Array.of(0.4, -1) }, t: Float64Array.of(0.2, 0.5) };
    const found = await evaluate({ quantity: "mean-score", ...process, ensemble, at });
    expect(found.shape).toEqual([2, 1]);
    flat(found.value as Nested).forEach((value, n) => {
      expectClose(value, own.meanScore(states).values[n]!, rounding(value, 64));
    });
    const grid = { low: [-1], high: [1], count: [5] };
    expect((await evaluate({ quantity: "mean-score", ...process, ensemble, grid, t: 0.3 })).shape).toEqual([5, 1]);
  });
});

describe("v-kernel and score-covariance of an ensemble", () => {
  it("are those of the model where the ensemble is its sandwich", async () => {
    for (const quantity of ["v-kernel", "score-covariance"]) {
      const plain = await evaluate({ quantity, ...process, model, sampleCount: 200, at });
      const described = await evaluate({ quantity, ...process, ensemble, at });
      expect(described).toEqual(plain);
    }
  });

  it("are those of trained models", async () => {
    const found = await evaluate({
      quantity: "v-kernel",
      ...process,
      ensemble: { ...ensemble, law: "quenched", members: 9 },
      at,
    });
    const { ensemble: own } = await built({ law: "quenched", members: 9 });
    const states = { x: { count: 2, dim: 1, values: Float64Array.of(0.4, -1) }, t: Float64Array.of(0.2, 0.5) };
    const expected = vKernel(smallProcess(), own, states, states).values;
    flat(found.value as Nested).forEach((value, i) => {
      expectClose(value, expected[i]!, rounding(value, 256));
    });
  });

  it("take either a description, or a model with its sample count", async () => {
    const request = { quantity: "v-kernel", ...process, at };
    expect((await defectOf({ ...request })).message).toContain("$.ensemble");
    expect((await defectOf({ ...request, ensemble, sampleCount: 3 })).path).toBe("$.sampleCount");
    expect((await defectOf({ ...request, ensemble, target: "noisy" })).path).toBe("$.target");
    expect((await defectOf({ ...request, model })).path).toBe("$.sampleCount");
  });
});

describe("averaged-density", () => {
  const grid = { kind: "geometric", steps: 40 };

  it("has the distribution function of the average over models, in the order of the request", async () => {
    const x = [0.9, -0.9, 0.9, 0];
    const found = await evaluate({ quantity: "averaged-density", ...process, ensemble, x, models: 20, seed: 5, grid });
    const { ensemble: own } = await built();
    const base = smallProcess();
    const on = { ...base, grid: geometricGrid(base.schedule, 40) };
    const sorted = Float64Array.of(-0.9, 0, 0.9);
    const { distribution } = cdfAverage({ method: "rk4", models: 20, x: sorted }).propagate(seededRng(5), on, own);
    if (distribution.kind !== "density") throw new Error(distribution.kind);
    const place = [2, 0, 2, 1];
    entry(found, "cdf").forEach((value, n) => {
      expectClose(value, distribution.cdf[place[n]!]!, rounding(1, 1024));
    });
    expect(entry(found, "cdfStandardError").every((error) => error > 0)).toBe(true);
    const density = entry(found, "density");
    expect(density[0]).toBe(density[2]);
    entry(found, "logDensity").forEach((value, n) => {
      expectClose(Math.exp(value), density[n]!, rounding(density[n]!));
    });
    expect(found.accuracy).toContain("20 models, seed 5; rk4, geometric, 40 steps");
  });

  it("has the slope of the distribution function as its density, within the errors over models", async () => {
    const h = 0.05;
    const x = [0.85 - h, 0.85, 0.85 + h];
    const found = await evaluate({ quantity: "averaged-density", ...process, ensemble, x, models: 30, grid });
    const cdf = entry(found, "cdf");
    // Both ends of the slope come from the same models as the density: a third of h² |p″| is what remains.
    const bound = { bound: (h * h * 60) / 6, reason: "h²/6 of a density that bends over σ(ε)" };
    expectClose((cdf[2]! - cdf[0]!) / (2 * h), entry(found, "density")[1]!, bound);
  });

  it("has a density at points of the plane, and no distribution function there", async () => {
    const request = {
      quantity: "averaged-density",
      ...planar,
      ensemble: { ...ensemble, model: { ...planarModel, ridge: 0.5 }, law: "moment-matched", members: 20 },
    };
    const found = await evaluate({
      ...request,
      x: [
        [0.9, 0.1],
        [0.3, 0.3],
      ],
      models: 3,
      grid: { kind: "geometric", steps: 10 },
    });
    expect(Object.keys(found.value as object)).toEqual(["density", "densityStandardError", "logDensity"]);
    expect(entry(found, "density").every((value) => value > 0)).toBe(true);
    expect((await defectOf({ ...request, x: [[0.9, 0.1], 1] })).path).toBe("$.x[1]");
  });

  it("needs a cutoff time above 0 for its geometric steps", async () => {
    const schedule = { ...process.schedule, cutoffTime: 0 };
    const error = await defectOf({ quantity: "averaged-density", ...process, schedule, ensemble, x: [0] });
    expect(error.message).toMatch(/^\$\.(grid|schedule)/);
  });
});

describe("action", () => {
  const path = [
    { x: 0.3, t: 1 },
    { x: 0.35, t: 0.7 },
    { x: 0.5, t: 0.4 },
  ];

  it("is the action of the path on the grid of its own times", async () => {
    const found = await evaluate({ quantity: "action", ...process, ensemble, path });
    const { ensemble: own } = await built();
    const base = smallProcess();
    const grid = { ...uniformGrid(base.schedule, 2), times: Float64Array.of(1, 0.7, 0.4) };
    const expected = pathAction({ ...base, grid }, own).evaluate({
      count: 3,
      dim: 1,
      values: Float64Array.of(0.3, 0.35, 0.5),
    });
    expectClose(entry(found, "logDensity")[0]!, expected.logDensity!, rounding(expected.logDensity!, 4096));
    expect(entry(found, "rank")).toEqual([expected.rank]);
    expect(entry(found, "relativeJitter")).toEqual([1e-8]);
    expect((found.shape as Record<string, number[]>).gram).toEqual([2, 1, 2, 1]);
    expect((found.shape as Record<string, number[]>).residuals).toEqual([2, 1]);
    expect(entry(found, "residuals")).toHaveLength(2);
    expect(JSON.parse(responseJson(found)).value.squaredDistance).toBeCloseTo(expected.squaredDistance, 6);
  });

  it("says that V is of low rank, and leaves out a density that does not exist", async () => {
    // One feature that does not depend on the state: one direction, whatever the path.
    const flatModel = { ...model, features: { kind: "formulas", formulas: ["1"] } };
    const one = { kind: "linear", model: flatModel, sampleCount: 200 };
    const jittered = await evaluate({ quantity: "action", ...process, ensemble: one, path });
    expect(jittered.accuracy).toContain("V of rank 1 of 2");
    const bare = await evaluate({ quantity: "action", ...process, ensemble: one, path, relativeJitter: 0 });
    expect(Object.keys(bare.value as object)).not.toContain("logDensity");
    expect(entry(bare, "outsideRange")[0]).toBeGreaterThan(1e3);
  });

  it("needs times that fall, inside the window of the schedule", async () => {
    const request = { quantity: "action", ...process, ensemble };
    expect((await defectOf({ ...request, path: [path[0], path[2], path[1]] })).path).toBe("$.path[2].t");
    expect((await defectOf({ ...request, path: [path[0]] })).path).toBe("$.path");
    expect((await defectOf({ ...request, path: [path[0], { x: 0, t: 0.01 }] })).path).toBe("$.path[1].t");
    expect((await defectOf({ ...request, path: [path[0], { x: [0, 1], t: 0.5 }] })).path).toBe("$.path[1].x");
    expect((await defectOf({ ...request, path, relativeJitter: 1 })).path).toBe("$.relativeJitter");
  });
});

it("the JSON schema of requests knows the quantities of ensembles", () => {
  const text = JSON.stringify(requestJsonSchema());
  for (const quantity of ["mean-score", "averaged-density", "action"]) expect(text).toContain(`"${quantity}"`);
});
