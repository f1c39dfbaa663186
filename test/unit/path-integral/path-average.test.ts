import { describe, expect, it } from "vitest";
import { namedData, type ScoreField, sideBySide } from "../../../src/core/index.ts";
import type { Rng } from "../../../src/numerics/index.ts";
import { normalCdf, seededRng } from "../../../src/numerics/index.ts";
import { fieldStream, type GroupField, groupPaths, memberPaths } from "../../../src/path-integral/index.ts";
import { smallProcess, stillField } from "../../support/small-models.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const seed = 30504;
const process = smallProcess();
const options = { method: "euler", models: 6, pathsPerModel: 5 } as const;

/** A field of its own for each stream: the exact pull to a random centre. */
const fieldOf = (stream: Rng): ScoreField => {
  const center = stream.normal();
  return {
    dim: 1,
    score: (x, t) => x.values.map((value) => (center - value) / process.schedule.variance(t)),
  };
};

describe("paths of members", () => {
  it("are the same whether the ensemble is run whole or in parts", () => {
    const whole = memberPaths(seededRng(seed), process, fieldOf, options, 0, 6);
    const parts = [
      [0, 1],
      [1, 4],
      [4, 6],
    ].map(([from, to]) => memberPaths(seededRng(seed), process, fieldOf, options, from!, to!));
    expect(Float64Array.from(parts.flatMap((part) => [...part]))).toEqual(whole);
  });

  it("are so in the plane, where starts are drawn", () => {
    const plane = smallProcess(namedData("four-points"));
    const still = (): ScoreField => stillField(plane.schedule, 2);
    const run = (from: number, to: number): Float64Array =>
      memberPaths(seededRng(seed), plane, still, options, from, to);
    expect(Float64Array.from([...run(0, 4), ...run(4, 6)])).toEqual(run(0, 6));
    expect(run(0, 1)).not.toEqual(run(1, 2));
  });

  it("start from the prior: at rest, one path in each stratum", () => {
    const still = stillField(process.schedule, 1);
    const ends = memberPaths(seededRng(seed), process, () => still, options, 0, 6);
    const sigma = process.schedule.sigma(process.schedule.terminalTime);
    for (let m = 0; m < 6; m++) {
      const strata = ends.subarray(5 * m, 5 * m + 5).map((x) => Math.floor(5 * normalCdf(x / sigma)));
      expect([...strata]).toEqual([0, 1, 2, 3, 4]);
    }
  });

  it("use the stream that names the member's field", () => {
    const drawn: number[] = [];
    const record = (stream: Rng, model: number): ScoreField => {
      drawn.push(model, stream.normal());
      return stillField(process.schedule, 1);
    };
    memberPaths(seededRng(seed), process, record, options, 2, 4);
    const rng = seededRng(seed);
    expect(drawn).toEqual([2, fieldStream(rng, 2).normal(), 3, fieldStream(rng, 3).normal()]);
    expectClose(drawn[1]!, rng.split("model/2").split("field").normal(), rounding(0));
  });

  it("are followed in groups to the same ends as one by one, also by the adaptive integrator", () => {
    const group: GroupField = (streams) => sideBySide(streams.map(fieldOf));
    for (const method of ["euler", "rk4", "dormand-prince"] as const) {
      const own = { ...options, method };
      const together = groupPaths(seededRng(seed), process, group, own, 0, 6);
      expect(together).toEqual(memberPaths(seededRng(seed), process, fieldOf, own, 0, 6));
      for (let m = 0; m < 6; m++) {
        const alone = memberPaths(seededRng(seed), process, fieldOf, own, m, m + 1);
        expect(together.slice(5 * m, 5 * m + 5)).toEqual(alone);
      }
    }
  });
});
