import { describe, expect, it } from "vitest";
import { namedData, points } from "../../../src/core/index.ts";
import { drawTraining, noisyStates } from "../../../src/linear-models/index.ts";
import { seededRng } from "../../../src/numerics/index.ts";
import { gentleSchedule, lineMixture, processOf } from "../../support/linear-models.ts";
import { frozenSchedule } from "../../support/mixtures.ts";
import { expectClose, monteCarlo } from "../../support/tolerance.ts";

const seed = 20341;

describe("training draws", () => {
  const process = processOf(lineMixture, gentleSchedule);

  it("are x = α x₀ + σ ε", () => {
    const clean = points([[1, 2]]);
    const schedule = frozenSchedule(0.5, 4);
    const states = noisyStates({ schedule }, clean, Float64Array.of(0.6), Float64Array.of(1, -1));
    expect([...states.x.values]).toEqual([2.5, -1]);
  });

  it("are equal for equal streams, and a longer set starts with the shorter one", () => {
    const few = drawTraining(seededRng(seed), process, 5, "uniform");
    const many = drawTraining(seededRng(seed), process, 9, "uniform");
    expect(drawTraining(seededRng(seed), process, 5, "uniform")).toEqual(few);
    expect(many.states.x.values.slice(0, 5)).toEqual(few.states.x.values);
    expect(many.clean.values.slice(0, 5)).toEqual(few.clean.values);
  });

  it("have times uniform on the window, or uniform in their logarithm", () => {
    const count = 40_000;
    const { cutoffTime: low, terminalTime: high } = gentleSchedule;
    const means = { uniform: (low + high) / 2, "log-uniform": (high - low) / Math.log(high / low) };
    const squares = {
      uniform: (high ** 3 - low ** 3) / (3 * (high - low)),
      "log-uniform": (high ** 2 - low ** 2) / (2 * Math.log(high / low)),
    };
    for (const law of ["uniform", "log-uniform"] as const) {
      const { t } = drawTraining(seededRng(seed), process, count, law).states;
      expect(t.every((time) => time >= low && time <= high)).toBe(true);
      const found = t.reduce((sum, time) => sum + time, 0) / count;
      expectClose(found, means[law], monteCarlo(Math.sqrt((squares[law] - means[law] ** 2) / count)), law);
    }
  });

  it("have noise that is independent of the clean points", () => {
    const count = 40_000;
    const plane = processOf(namedData("four-points", { angle: 0.3 }), gentleSchedule);
    const { clean, states } = drawTraining(seededRng(seed), plane, count, "uniform");
    let product = 0;
    let square = 0;
    for (let i = 0; i < 2 * count; i++) {
      const t = states.t[i >> 1]!;
      const noise = (states.x.values[i]! - gentleSchedule.alpha(t) * clean.values[i]!) / gentleSchedule.sigma(t);
      product += (noise * clean.values[i]!) / (2 * count);
      square += noise ** 2 / (2 * count);
    }
    // Var[x₀ ε] = E x₀² = 1/2, Var[ε²] = 2.
    expectClose(product, 0, monteCarlo(Math.sqrt(0.5 / (2 * count))), "E[x₀ ε]");
    expectClose(square, 1, monteCarlo(Math.sqrt(2 / (2 * count))), "E[ε²]");
  });
});
