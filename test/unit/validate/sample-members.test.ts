import { describe, expect, it } from "vitest";
import { namedData } from "../../../src/core/index.ts";
import { matrix, normalQuantile, seededRng } from "../../../src/numerics/index.ts";
import { sampleMembers } from "../../../src/validate/index.ts";
import { smallModel, smallProcess } from "../../support/small-models.ts";
import { expectClose, monteCarlo } from "../../support/tolerance.ts";

const seed = 30607;
const euler = { method: "euler" } as const;

describe.each(["three-points", "four-points"])("samples of members on %s", (name) => {
  const process = smallProcess(namedData(name));
  const model = smallModel(process);
  const { dim } = process.data;
  const size = model.features.featureCount * dim;
  const coefficients = matrix(
    4,
    size,
    seededRng(seed)
      .normals(4 * size)
      .map(Math.tanh),
  );
  const run = (from: number, to: number): Float64Array => {
    const own = matrix(to - from, size, coefficients.values.slice(from * size, to * size));
    return sampleMembers(seededRng(seed), model, process, own, 6, euler, from, to);
  };

  it("are the same whether the ensemble is sampled whole or in parts", () => {
    expect(Float64Array.from([...run(0, 1), ...run(1, 4)])).toEqual(run(0, 4));
  });

  it("come from different starts for different members and the same starts for the same one", () => {
    const same = matrix(2, size, new Float64Array(2 * size));
    const ends = sampleMembers(seededRng(seed), model, process, same, 6, euler, 0, 2);
    expect(ends.subarray(0, 6 * dim)).not.toEqual(ends.subarray(6 * dim));
    expect(ends.subarray(0, 6 * dim)).toEqual(sampleMembers(seededRng(seed), model, process, same, 6, euler, 0, 1));
  });
});

describe("starts of a member", () => {
  // Coefficients of zero: m̂ = 0, and the exact flow is the contraction by σ(ε)/σ(T).
  const process = smallProcess(namedData("three-points"), 400);
  const model = smallModel(process);
  const none = matrix(50, 16);
  const { schedule } = process;
  const shrink = schedule.sigma(schedule.cutoffTime) / schedule.sigma(schedule.terminalTime);
  const paths = 40;
  const ends = sampleMembers(seededRng(seed), model, process, none, paths, { method: "rk4" }, 0, 50);

  it("are jittered normal strata in one dimension", () => {
    const sigma = schedule.sigma(schedule.terminalTime);
    ends.forEach((x, i) => {
      const k = i % paths;
      const slack = 1e-6;
      if (k > 0) expect(x / shrink / sigma).toBeGreaterThan(normalQuantile(k / paths) - slack);
      if (k < paths - 1) expect(x / shrink / sigma).toBeLessThan(normalQuantile((k + 1) / paths) + slack);
    });
  });

  it("have the variance of the prior", () => {
    const variance = ends.reduce((sum, x) => sum + (x / shrink) ** 2, 0) / ends.length;
    // Strata lower the error of plain draws, √(2/n).
    expectClose(variance, schedule.variance(schedule.terminalTime), monteCarlo(Math.sqrt(2 / ends.length)));
    const mean = ends.reduce((sum, x) => sum + x / shrink, 0) / ends.length;
    expectClose(mean, 0, monteCarlo(1 / Math.sqrt(ends.length)));
  });
});
