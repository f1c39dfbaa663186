import { describe, expect, it } from "vitest";
import { geometricGrid, SpecError } from "../../../src/core/index.ts";
import { buildEnsemble } from "../../../src/experiments/build-ensemble.ts";
import { evaluateRequest, parseRequest } from "../../../src/experiments/evaluate.ts";
import type { EvalResponse, Nested } from "../../../src/experiments/evaluate-response.ts";
import type { ScoreEnsembleSpec } from "../../../src/experiments/spec-ensemble.ts";
import { seededRng } from "../../../src/numerics/index.ts";
import { minimumActionPath } from "../../../src/path-integral/index.ts";
import { diskLoader } from "../../support/data-loader.ts";
import { smallProcess } from "../../support/small-models.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

type Json = Record<string, unknown>;

const axis = { kind: "gaussian-bumps", count: 4, low: -1.5, high: 1.5 };
const model = {
  kind: "linear",
  features: { kind: "tensor-product", space: [axis], time: { kind: "constant" } },
  ridge: 0.05,
};
const asked = {
  quantity: "minimum-action-path",
  data: { kind: "named", name: "three-points" },
  schedule: { kind: "variance-preserving", drift: "half-beta", cutoffTime: 0.05 },
  ensemble: { kind: "linear", model, sampleCount: 200 },
  grid: { kind: "geometric", steps: 20 },
  searches: 0,
};
const evaluate = async (request: Json): Promise<EvalResponse> => evaluateRequest(parseRequest(request), diskLoader);
const entry = ({ value }: EvalResponse, name: string): Nested => (value as Record<string, Nested>)[name]!;

describe("the request minimum-action-path", () => {
  it("answers with the path of the library, its action, its log-density and how the search converged", async () => {
    const found = await evaluate({ ...asked, end: { kind: "point", x: 0.5 } });
    const spec = (parseRequest({ ...asked, end: { kind: "point", x: 0.5 } }) as { ensemble: ScoreEnsembleSpec })
      .ensemble;
    const process = smallProcess();
    const { ensemble } = await buildEnsemble(spec, process);
    const direct = minimumActionPath(
      seededRng(1),
      { ...process, grid: geometricGrid(process.schedule, 20) },
      ensemble,
      { method: "rk4", start: "prior", end: { kind: "point", x: Float64Array.of(0.5) }, searches: 0 },
    );
    expect(entry(found, "action")).toBe(direct.action);
    expect(entry(found, "logDensity")).toBe(direct.logProbability);
    const path = entry(found, "path") as readonly (readonly number[])[];
    expect(path).toHaveLength(21);
    expectClose(path[20]![0]!, 0.5, rounding(1, 2 ** 20), "end");
    expect((found.shape as Record<string, readonly number[]>).normals).toEqual([
      ensemble.loadings!({ x: { count: 0, dim: 1, values: new Float64Array(0) }, t: new Float64Array(0) }).cols,
    ]);
    expect(entry(found, "residual")).toBeLessThanOrEqual(1e-10);
  });

  it("a fixed start costs more than a free one, and a half-space is answered with its probability", async () => {
    const free = await evaluate({ ...asked, end: { kind: "beyond", threshold: 1.6 } });
    const fixed = await evaluate({ ...asked, start: -1, end: { kind: "beyond", threshold: 1.6 } });
    expect(entry(free, "logProbability")).toBeLessThan(0);
    expect(entry(fixed, "start")).toEqual([-1]);
    // The start −1 costs ½ y²/σ(T)² as part of a free search, so that the best free path is no dearer than that and the fixed path.
    expect(entry(free, "action") as number).toBeLessThan((entry(fixed, "action") as number) + 0.5 + rounding(1).bound);
  });

  it("refuses states of another dimension, a zero direction, and ends that are none", async () => {
    await expect(evaluate({ ...asked, end: { kind: "point", x: [1, 2] } })).rejects.toThrow(SpecError);
    await expect(evaluate({ ...asked, start: [0, 0], end: { kind: "point", x: 1 } })).rejects.toThrow("$.start");
    await expect(evaluate({ ...asked, end: { kind: "beyond", direction: 0, threshold: 1 } })).rejects.toThrow(
      "$.end.direction",
    );
    expect(() => parseRequest({ ...asked, end: { kind: "around", x: 1 } })).toThrow(SpecError);
  });
});
