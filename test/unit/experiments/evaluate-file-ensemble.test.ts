import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { SpecError } from "../../../src/core/index.ts";
import { evaluateRequest, parseRequest } from "../../../src/experiments/evaluate.ts";
import type { EvalResponse, Nested } from "../../../src/experiments/evaluate-response.ts";
import { diskLoader } from "../../support/data-loader.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const file = (name: string): string => fileURLToPath(new URL(`../../reference/weights/${name}`, import.meta.url));
const monomials = { kind: "polynomial", degree: 1 };
const request = (change: Record<string, unknown>, quantity = "mean-score") => ({
  quantity,
  data: { kind: "named", name: "four-points" },
  schedule: { kind: "variance-preserving", drift: "half-beta", cutoffTime: 0.05 },
  ensemble: {
    kind: "file",
    model: {
      kind: "linear",
      // 1 and x₁, times 1 (x₂), times three bins in t: F = 6, time fastest.
      features: {
        kind: "tensor-product",
        space: [monomials, { kind: "constant" }],
        time: { kind: "indicator-bins", edges: [0, 0.3, 0.6, 1] },
      },
      ridge: 0,
    },
    path: file("stored.npz"),
    ...change,
  },
  at: [{ x: [0.5, -1], t: 0.4 }],
});
const evaluate = async (json: unknown): Promise<EvalResponse> => evaluateRequest(parseRequest(json), diskLoader);
const flat = (value: Nested): number[] => (typeof value === "number" ? [value] : value.flatMap(flat));

/** Scores of each model of the file at the state, from its weights by hand. */
async function scores(): Promise<number[][]> {
  const { weights } = JSON.parse(new TextDecoder().decode(await diskLoader.read(file("weights.json")))) as {
    weights: number[][][];
  };
  // half-beta, 0.1 to 20: α = exp(−½(0.1 t + 19.9 t²/2)).
  const alpha = Math.exp(-(0.1 * 0.4 + (19.9 * 0.16) / 2) / 2);
  const variance = 1 - alpha * alpha;
  return weights.map((own) => [0.5, -1].map((x, d) => (alpha * (own[1]![d]! + 0.5 * own[4]![d]!) - x) / variance));
}

describe("an ensemble of given models in a request of eval", () => {
  it("has the mean and the covariance of the models in the file", async () => {
    const members = await scores();
    const mean = [0, 1].map((d) => members.reduce((sum, own) => sum + own[d]! / 5, 0));
    const found = await evaluate(request({}));
    expect(found.accuracy).toBe("moments of 5 given models");
    flat(found.value as Nested).forEach((value, d) => {
      expectClose(value, mean[d]!, rounding(10, 64), `mean ${d}`);
    });
    const covariance = flat((await evaluate(request({}, "score-covariance"))).value as Nested);
    [0, 1].forEach((i) => {
      [0, 1].forEach((j) => {
        const sum = members.reduce((all, own) => all + (own[i]! - mean[i]!) * (own[j]! - mean[j]!), 0);
        expectClose(covariance[2 * i + j]!, sum / 4, rounding(10, 64), `covariance ${i} ${j}`);
      });
    });
  });

  it("reads every form of the file alike", async () => {
    const base = (await evaluate(request({}))).value;
    expect((await evaluate(request({ path: file("deflated.npz") }))).value).toEqual(base);
    expect((await evaluate(request({ path: file("big-endian.npz"), layout: "EDF" }))).value).toEqual(base);
    expect((await evaluate(request({ path: file("weights.json"), entry: "weights" }))).value).toEqual(base);
  });

  it("names the place, the file and the rule where it cannot be read", async () => {
    const defect = async (change: Record<string, unknown>): Promise<SpecError> => {
      const error = await evaluate(request(change)).catch((reason: unknown) => reason);
      if (error instanceof SpecError) return error;
      throw new Error("it was answered");
    };
    const missing = await defect({ path: "no-such.npz" });
    expect(missing.path).toBe("$.ensemble.path");
    expect(missing.message).toContain("a file that can be read");
    expect((await defect({ entry: "w" })).message).toContain("one of weights, other");
    expect((await defect({ path: file("single.npy") })).message).toContain("[4, 6]");
    expect((await defect({ layout: "DEF" })).path).toBe("$.ensemble.layout");
  });
});
