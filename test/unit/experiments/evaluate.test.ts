import { describe, expect, it } from "vitest";
import { SpecError } from "../../../src/core/index.ts";
import { activeEngine } from "../../../src/experiments/engines.ts";
import { evaluateRequest, parseRequest, requestJsonSchema } from "../../../src/experiments/evaluate.ts";
import { type EvalResponse, responseJson } from "../../../src/experiments/evaluate-response.ts";
import { diskLoader } from "../../support/data-loader.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

type Json = Record<string, unknown>;

const process = {
  data: { kind: "named", name: "three-points" },
  schedule: { kind: "variance-preserving", drift: "beta", cutoffTime: 0.01 },
};
const planar = { ...process, data: { kind: "named", name: "hexagon" } };
const axis = { kind: "gaussian-bumps", count: 3, low: -1.5, high: 1.5 };
const model = {
  kind: "linear",
  features: { kind: "tensor-product", space: [axis], time: { kind: "constant" } },
  ridge: 0.1,
};
const at = [
  { x: 0.4, t: 0.2 },
  { x: [-1], t: 0.5 },
];

const evaluate = async (request: Json): Promise<EvalResponse> => evaluateRequest(parseRequest(request), diskLoader);

async function defectOf(request: Json): Promise<SpecError> {
  const error = await evaluate(request).then(
    () => new Error("it was answered"),
    (reason: unknown) => reason,
  );
  if (error instanceof SpecError) return error;
  throw error;
}

describe("evaluateRequest", () => {
  const shapes: readonly (readonly [request: Json, shape: unknown])[] = [
    [{ quantity: "log-density", ...process, at }, [2]],
    [{ quantity: "score", ...process, at }, [2, 1]],
    [{ quantity: "posterior-mean", ...planar, at: [{ x: [0, 1], t: 0.1 }] }, [1, 2]],
    [{ quantity: "posterior-covariance", ...planar, at: [{ x: [0, 1], t: 0.1 }] }, [1, 2, 2]],
    [{ quantity: "target-covariance", form: "hessian", ...planar, at: [{ x: [0, 1], t: 0.1 }] }, [1, 2, 2]],
    [
      { quantity: "variance-fraction", ...planar, grid: { low: [-1, -1], high: [1, 1], count: [3, 4] }, t: 0.2 },
      [3, 4],
    ],
    [
      { quantity: "score", ...planar, grid: { low: [-1, -1], high: [1, 1], count: [3, 4] }, t: 0.2, reduce: "mean" },
      [2],
    ],
    [{ quantity: "features", features: model.features, at }, [2, 3]],
    [{ quantity: "feature-axis", axis, coordinates: [0, 1] }, [2, 3]],
    [{ quantity: "score-covariance", ...process, model, sampleCount: 100, at, against: at.slice(1) }, [2, 1, 1, 1]],
    [{ quantity: "v-kernel", ...process, model, sampleCount: 100, at }, [2, 1, 2, 1]],
    [
      {
        quantity: "ntk",
        inputs: [
          [1, 0],
          [0, 1],
        ],
        depth: 2,
      },
      [2, 2],
    ],
    [
      {
        quantity: "region-mass",
        ...process,
        t: 0.01,
        regions: [{ name: "gap", kind: "intervals", intervals: [[0.25, 0.75]] }],
      },
      [1],
    ],
    [{ quantity: "cdf", ...process, t: 0.01, x: [0, 1, 2] }, [3]],
    [{ quantity: "quantile", ...process, t: 0.01, probabilities: [0.5] }, [1]],
  ];
  for (const [request, shape] of shapes) {
    it(`answers ${request.quantity} with shape ${JSON.stringify(shape)}`, async () => {
      const response = await evaluate(request);
      expect(response).toMatchObject({ quantity: request.quantity, shape, algebra: activeEngine() });
      expect(sizesOf(response.value)).toEqual(shape);
      expect(JSON.stringify(response)).not.toContain("null");
    });
  }

  it("orders a grid with the last axis fastest", async () => {
    const grid = { low: [-1, 0], high: [1, 0.5], count: [2, 2] };
    const states = [
      [-1, 0],
      [-1, 0.5],
      [1, 0],
      [1, 0.5],
    ].map((x) => ({ x, t: 0.2 }));
    const onGrid = await evaluate({ quantity: "log-density", ...planar, grid, t: 0.2 });
    const listed = await evaluate({ quantity: "log-density", ...planar, at: states });
    expect([onGrid.value].flat(2)).toEqual(listed.value);
  });

  it("makes the V-kernel of the score covariance and the diffusivities", async () => {
    const kernel = { ...process, model, sampleCount: 100, at };
    const [covariance, v, schedule] = await Promise.all([
      evaluate({ quantity: "score-covariance", ...kernel }),
      evaluate({ quantity: "v-kernel", ...kernel }),
      evaluate({ quantity: "schedule", schedule: process.schedule, times: [0.2, 0.5] }),
    ]);
    const [d0, d1] = (schedule.value as { diffusivity: number[] }).diffusivity;
    const found = (v.value as number[][][][])[0]![0]![1]![0]!;
    const expected = (covariance.value as number[][][][])[0]![0]![1]![0]! * d0! * d1!;
    expectClose(found, expected, rounding(expected));
  });

  it("inverts the CDF by the quantile", async () => {
    const { value } = await evaluate({ quantity: "quantile", ...process, t: 0.3, probabilities: [0.1, 0.9] });
    const back = await evaluate({ quantity: "cdf", ...process, t: 0.3, x: value });
    (back.value as number[]).forEach((p, k) => {
      expectClose(p, [0.1, 0.9][k]!, rounding(1, 64));
    });
  });

  it("draws the same training set from the same seed", async () => {
    const fit = { quantity: "linear-fit", ...process, model, draws: { sampleCount: 5, seed: 3 }, at };
    expect(await evaluate(fit)).toEqual(await evaluate(fit));
    const other = await evaluate({ ...fit, draws: { sampleCount: 5, seed: 4 } });
    expect(other.value).not.toEqual((await evaluate(fit)).value);
  });

  const draws = { points: [[0]], times: [0.2], noise: [[0]] };
  const { data: _, ...withoutData } = process;
  const defects: readonly (readonly [what: string, request: Json, at: string])[] = [
    ["an unknown quantity", { quantity: "scores" }, "$.quantity"],
    ["an unknown field", { quantity: "score", ...process, at, form: "hessian" }, "$.form"],
    ["no states", { quantity: "score", ...process }, "$.at"],
    [
      "both states and a grid",
      { quantity: "score", ...process, at, grid: { low: [0], high: [1], count: [2] } },
      "$.grid",
    ],
    ["a grid without its time", { quantity: "score", ...process, grid: { low: [0], high: [1], count: [2] } }, "$.t"],
    [
      "a grid of another dimension",
      { quantity: "score", ...planar, grid: { low: [0], high: [1], count: [2] }, t: 0.1 },
      "$.grid.low",
    ],
    [
      "a reversed grid",
      { quantity: "score", ...process, grid: { low: [0], high: [0], count: [2] }, t: 0.1 },
      "$.grid.high[0]",
    ],
    [
      "a huge grid",
      { quantity: "score", ...process, grid: { low: [0], high: [1], count: [1e9] }, t: 0.1 },
      "$.grid.count",
    ],
    ["a state of another dimension", { quantity: "score", ...process, at: [{ x: [0, 1], t: 0.2 }] }, "$.at[0].x"],
    ["a time before the cutoff", { quantity: "score", ...process, at: [{ x: 0, t: 0.001 }] }, "$.at[0].t"],
    ["a time outside the window", { quantity: "schedule", schedule: process.schedule, times: [0.5, 2] }, "$.times[1]"],
    [
      "cutoff after terminal time",
      { quantity: "score", ...process, schedule: { ...process.schedule, cutoffTime: 3 }, at },
      "$.schedule.cutoffTime",
    ],
    ["a planar law", { quantity: "cdf", ...planar, t: 0.1, x: [0] }, "$.data"],
    ["a probability of one", { quantity: "quantile", ...process, t: 0.1, probabilities: [1] }, "$.probabilities[0]"],
    [
      "sampled draws without data",
      { quantity: "linear-fit", ...withoutData, model, draws: { sampleCount: 3 } },
      "$.data",
    ],
    ["given draws beside data", { quantity: "linear-fit", ...process, model, draws }, "$.data"],
    [
      "draws of different number",
      { quantity: "linear-fit", ...withoutData, model, draws: { ...draws, times: [0.1, 0.2] } },
      "$.draws.times",
    ],
    [
      "a weight that is infinite",
      { quantity: "linear-fit", ...withoutData, model: { ...model, weight: "1/(t-0.01)" }, draws },
      "$.model.weight",
    ],
    [
      "P < F without a ridge",
      { quantity: "linear-fit", ...withoutData, model: { ...model, ridge: 0 }, draws },
      "$.model.ridge",
    ],
    ["inputs of different length", { quantity: "ntk", inputs: [[1], [1, 2]], depth: 1 }, "$"],
    ["P = 0", { quantity: "v-kernel", ...process, model, sampleCount: 0, at }, "$.sampleCount"],
  ];
  for (const [what, request, path] of defects) {
    it(`refuses ${what}, at ${path}`, async () => {
      expect((await defectOf(request)).path).toBe(path);
    });
  }
});

describe("responseJson", () => {
  it("prints 17 significant digits that give the same double back", async () => {
    const response = await evaluate({ quantity: "linear-fit", ...process, model, draws: { sampleCount: 9 }, at });
    const text = responseJson(response);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(response)));
    expect(responseJson({ ...response, value: [0.1] })).toContain("[0.10000000000000001]");
  });
});

describe("requestJsonSchema", () => {
  it("lists the quantities", () => {
    const text = JSON.stringify(requestJsonSchema());
    for (const quantity of ["log-density", "linear-fit", "v-kernel", "quantile"])
      expect(text).toContain(`"${quantity}"`);
  });
});

function sizesOf(value: unknown): number[] {
  return Array.isArray(value) ? [value.length, ...sizesOf(value[0])] : [];
}
