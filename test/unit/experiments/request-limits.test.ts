import { describe, expect, it } from "vitest";
import { SpecError } from "../../../src/core/index.ts";
import { evaluateRequest, parseRequest } from "../../../src/experiments/evaluate.ts";
import { parseSpec } from "../../../src/experiments/spec.ts";
import { diskLoader } from "../../support/data-loader.ts";

type Json = Record<string, unknown>;

const base = {
  data: { kind: "named", name: "three-points" },
  schedule: { kind: "variance-preserving", drift: "beta", cutoffTime: 0.05 },
};
const axis = { kind: "gaussian-bumps", count: 4, low: -1.5, high: 1.5 };
const features = { kind: "tensor-product", space: [axis], time: { kind: "constant" } };
const model = { kind: "linear", features, ridge: 0.05 };
const ensemble = { kind: "linear", model, sampleCount: 200 };
const at = [{ x: 0.3, t: 0.2 }];

async function defectOf(work: () => unknown): Promise<SpecError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof SpecError) return error;
    throw error;
  }
  throw new Error("it was answered");
}
const refused = (request: Json): Promise<SpecError> =>
  defectOf(() => evaluateRequest(parseRequest({ ...base, ...request }), diskLoader));

describe("requests that are too large name the number and the limit", () => {
  it("training draws of models that are trained, but not of formulas", async () => {
    const kernel = { quantity: "v-kernel", at };
    const many = { ...ensemble, sampleCount: 10 ** 12 };
    for (const law of ["quenched", "moment-matched"]) {
      const error = await refused({ ...kernel, ensemble: { ...many, law } });
      expect(error.path).toBe("$.ensemble.sampleCount");
      expect(error.message).toContain("at most 10000000");
    }
    const answer = await evaluateRequest(parseRequest({ ...base, ...kernel, ensemble: many }), diskLoader);
    expect(answer.accuracy).toContain("leading order");
    const lazy = {
      kind: "lazy",
      network: { depth: 1 },
      training: { kind: "interpolation" },
      sampleCount: 100_000,
      law: "quenched",
    };
    expect((await refused({ ...kernel, ensemble: lazy })).path).toBe("$.ensemble.sampleCount");
  });

  it("features of an axis, and of the product of axes", async () => {
    const request = (change: Json) => ({
      quantity: "v-kernel",
      at,
      ensemble: { ...ensemble, model: { ...model, features: { ...features, ...change } } },
    });
    const long = { ...axis, count: 1_000_000 };
    expect((await refused(request({ space: [long] }))).path).toBe("$.ensemble.model.features.space[0].count");
    const time = { kind: "gaussian-bumps", count: 1000, low: 0.05, high: 1 };
    const product = await refused(request({ space: [{ ...axis, count: 1000 }], time }));
    expect(product.path).toBe("$.ensemble.model.features");
    expect(product.message).toContain("multiply to 1000000");
    // Fewer, but too many for the covariance of leading order.
    const wide = await refused(request({ space: [{ ...axis, count: 100 }], time: { ...time, count: 100 } }));
    expect(wide.message).toContain("F·D = 10000 must be at most 4096");
  });

  it("coordinates whose square overflows, by state and place", async () => {
    expect((await refused({ quantity: "score", at: [...at, { x: 1e200, t: 0.1 }] })).path).toBe("$.at[1].x");
    expect((await refused({ quantity: "averaged-density", ensemble, x: [0, 1e200] })).path).toBe("$.x[1]");
    const grid = { low: [-1e200], high: [0], count: [3] };
    expect((await refused({ quantity: "score", grid, t: 0.1 })).path).toBe("$.grid.low");
    const end = { kind: "point", x: 1e200 };
    expect((await refused({ quantity: "minimum-action-path", ensemble, end })).path).toBe("$.end.x");
  });

  it("draws, models and steps of an experiment", async () => {
    const spec = { name: "large", ...base, model, sampleCounts: [64] };
    const defect = (change: Json) => defectOf(() => parseSpec({ ...spec, ...change }));
    expect((await defect({ sampleCounts: [64, 1e12] })).path).toBe("$.sampleCounts[1]");
    expect((await defect({ ensemble: { models: 1e12 } })).path).toBe("$.ensemble.models");
    expect((await defect({ sampling: { grid: { kind: "uniform", steps: 1e9 } } })).path).toBe("$.sampling.grid.steps");
  });
});

it("an equation without a solution is told at the part that has none", async () => {
  const dependent = { kind: "linear", ridge: 0, features: { kind: "formulas", formulas: ["1", "1"] } };
  const error = await refused({ quantity: "v-kernel", ensemble: { ...ensemble, model: dependent }, at });
  expect(error.path).toBe("$.ensemble.model");
  expect(error.message).toContain("add a ridge");
});
