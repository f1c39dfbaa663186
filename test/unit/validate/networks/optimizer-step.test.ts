import { beforeAll, describe, expect, it } from "vitest";
import { points } from "../../../../src/core/index.ts";
import { seededRng } from "../../../../src/numerics/index.ts";
import {
  type Optimizer,
  scoreReadout,
  sharedDraws,
  startTraining,
  type TrainingBackend,
  type TrainingPlan,
} from "../../../../src/validate/index.ts";
import { expectClose } from "../../../support/tolerance.ts";
import { singleRounding, smallPlan, smallProcess, wasmBackend } from "../../../support/training.ts";

// One parameter a, one draw with input 1 and target y, weight 1: the gradient is a − y, from a = 0.
const { schedule } = smallProcess;
const noise = -1.5;
const y = noise;
const t = 0.4;
const draws = {
  clean: points(Float64Array.of(0)),
  states: { x: points(Float64Array.of(schedule.sigma(t) * noise)), t: Float64Array.of(t) },
  noise: Float64Array.of(noise),
};
const unit = {
  name: "1",
  dim: 1,
  size: 1,
  inputs: () => ({ count: 1, dim: 1, values: Float64Array.of(1) }),
};

let backend: TrainingBackend;
beforeAll(async () => {
  backend = await wasmBackend();
});

async function parameterAfter(steps: number, parts: Partial<TrainingPlan>): Promise<number> {
  const plan = smallPlan({
    network: { inputs: 1, outputs: 1, hidden: [], activation: "relu", scaling: "zero", bias: 0, trained: "all" },
    input: unit,
    readout: scoreReadout("noise", schedule),
    source: sharedDraws(draws),
    batch: "all",
    steps,
    ...parts,
  });
  const training = await startTraining(backend, seededRng(1), plan, 0, 2);
  await training.advance(steps);
  const [network] = await training.networks();
  training.dispose();
  return network!.arrays[0]![0]!;
}

/** The same by plain arithmetic. */
function expected(steps: number, step: (gradient: number, k: number) => number, ridge: number = 0): number {
  let a = 0;
  for (let k = 0; k < steps; k++) a -= step(a - y + ridge * a, k);
  return a;
}

describe("steps of the optimizers on one parameter", () => {
  it("gradient descent shrinks the distance by 1 − η each", async () => {
    const optimizer: Optimizer = { kind: "sgd", learningRate: 0.1 };
    expectClose(await parameterAfter(7, { optimizer }), y * (1 - 0.9 ** 7), singleRounding(y));
  });

  it("momentum adds up gradients that fade", async () => {
    const optimizer: Optimizer = { kind: "momentum", learningRate: 0.1, momentum: 0.8 };
    let velocity = 0;
    const found = await parameterAfter(7, { optimizer });
    expectClose(
      found,
      expected(7, (g) => 0.1 * (velocity = 0.8 * velocity + g)),
      singleRounding(y),
    );
  });

  it("Adam divides corrected means by the root of corrected mean squares", async () => {
    const optimizer: Optimizer = {
      kind: "adam",
      learningRate: 0.1,
      firstMoment: 0.8,
      secondMoment: 0.95,
      epsilon: 0.01,
    };
    let [m, v] = [0, 0];
    const step = (g: number, k: number): number => {
      m = 0.8 * m + 0.2 * g;
      v = 0.95 * v + 0.05 * g * g;
      return (0.1 * (m / (1 - 0.8 ** (k + 1)))) / (Math.sqrt(v / (1 - 0.95 ** (k + 1))) + 0.01);
    };
    expectClose(await parameterAfter(7, { optimizer }), expected(7, step), singleRounding(y));
  });

  it("a ridge adds ρ times the parameter, and a clipped gradient has the norm asked for", async () => {
    const optimizer: Optimizer = { kind: "sgd", learningRate: 0.1 };
    const withRidge = await parameterAfter(7, { optimizer, ridge: 0.5 });
    expectClose(
      withRidge,
      expected(7, (g) => 0.1 * g, 0.5),
      singleRounding(y),
    );
    const clipped = await parameterAfter(4, { optimizer, clipNorm: 0.3 });
    expectClose(
      clipped,
      expected(4, (g) => 0.1 * Math.sign(g) * Math.min(0.3, Math.abs(g))),
      singleRounding(y),
    );
  });

  it("a half cosine takes the learning rate down to zero", async () => {
    const optimizer: Optimizer = { kind: "sgd", learningRate: 0.1 };
    const found = await parameterAfter(5, { optimizer, decay: "cosine" });
    expectClose(
      found,
      expected(5, (g, k) => 0.05 * (1 + Math.cos((Math.PI * k) / 5)) * g),
      singleRounding(y),
    );
  });

  it("the average of parameters keeps its share each step", async () => {
    const optimizer: Optimizer = { kind: "sgd", learningRate: 0.1 };
    let [a, average] = [0, 0];
    for (let k = 0; k < 5; k++) {
      a -= 0.1 * (a - y);
      average = 0.7 * average + 0.3 * a;
    }
    expectClose(await parameterAfter(5, { optimizer, averaging: 0.7 }), average, singleRounding(y));
  });

  it.each<[Partial<TrainingPlan>, string]>([
    [{ optimizer: { kind: "sgd", learningRate: 0 } }, "learningRate = 0 must be finite and positive"],
    [{ optimizer: { kind: "momentum", learningRate: 1, momentum: 1 } }, "momentum = 1 must be at least 0 and below 1"],
    [{ clipNorm: 0 }, "clipNorm = 0 must be finite and positive"],
    [{ averaging: 1 }, "averaging = 1 must be at least 0 and below 1"],
    [{ ridge: -1 }, "ridge = -1 must be finite and at least 0"],
    [{ steps: 0 }, "steps = 0 must be a positive integer"],
    [{ batch: 0 }, "batch = 0 must be a positive integer"],
  ])("plan %j is refused", async (parts, message) => {
    await expect(parameterAfter(1, parts)).rejects.toThrow(message);
  });
});
