import { describe, expect, it } from "vitest";
import { namedData } from "../../../src/core/index.ts";
import { momentMatchedEnsemble, trainCoefficients } from "../../../src/linear-models/index.ts";
import { seededRng } from "../../../src/numerics/index.ts";
import { deterministicEnsemble, vKernel } from "../../../src/path-integral/index.ts";
import { smallModel, smallProcess, someStates, stillField } from "../../support/small-models.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const seed = 30502;

describe.each(["three-points", "four-points"])("the V-kernel on %s", (name) => {
  const process = smallProcess(namedData(name));
  const model = smallModel(process);
  const ensemble = momentMatchedEnsemble(model, process, trainCoefficients(seededRng(seed), model, process, 0, 10));
  const { dim } = process.data;
  const at = someStates(process);
  const against = {
    x: { count: 3, dim, values: at.x.values.slice(dim, 4 * dim).map((x) => 0.6 * x) },
    t: at.t.slice(2, 5),
  };

  it("is D Cov D′, each factor at the time of its own state", () => {
    const found = vKernel(process, ensemble, at, against);
    const covariance = ensemble.scoreCovariance(at, against);
    expect([found.rows, found.cols]).toEqual([6 * dim, 3 * dim]);
    for (let i = 0; i < found.rows; i++) {
      for (let j = 0; j < found.cols; j++) {
        const left = process.schedule.diffusivity(at.t[Math.trunc(i / dim)]!);
        const right = process.schedule.diffusivity(against.t[Math.trunc(j / dim)]!);
        const expected = left * covariance.values[i * found.cols + j]! * right;
        expectClose(found.values[i * found.cols + j]!, expected, rounding(expected), `entry ${i}, ${j}`);
      }
    }
  });

  it("transposes when its arguments are exchanged", () => {
    const one = vKernel(process, ensemble, at, against);
    const other = vKernel(process, ensemble, against, at);
    for (let i = 0; i < one.rows; i++) {
      for (let j = 0; j < one.cols; j++) {
        const value = one.values[i * one.cols + j]!;
        expectClose(other.values[j * other.cols + i]!, value, rounding(Math.abs(value) + 1e-3, 256));
      }
    }
  });

  it("vanishes where every member is the same", () => {
    const same = deterministicEnsemble("still", stillField(process.schedule, dim));
    expect(vKernel(process, same, at, against).values.every((value) => value === 0)).toBe(true);
  });
});
