import type { Tensor, Tensor3D } from "@tensorflow/tfjs";
import { beforeAll, describe, it } from "vitest";
import { points } from "../../src/core/index.ts";
import {
  activationKernels,
  featureKernel,
  gradientDescent,
  hermiteDual,
  type LazyScoreModel,
  lazyScoreField,
  reluKernels,
  trainLazyOnDraws,
} from "../../src/linear-models/index.ts";
import { seededRng } from "../../src/numerics/index.ts";
import { noisedMarginal } from "../../src/theory/index.ts";
import {
  featureInput,
  fieldScoreMatrix,
  fixedDraws,
  initialArrays,
  layerArrays,
  type NetworkShape,
  networkEnsemble,
  scoreReadout,
  sharedDraws,
  stackedOutput,
  type TrainingBackend,
  trainNetworks,
} from "../../src/validate/index.ts";
import { fewBumps, gentleSchedule, lineMixture, processOf, signalToNoise, statesOf } from "../support/linear-models.ts";
import { expectClose } from "../support/tolerance.ts";
import { singleRounding, smallPlan, wasmBackend } from "../support/training.ts";

// 12 averages at five standard errors: false alarms 7e-6 for a fresh seed.
const seed = 20502;
const rng = seededRng(seed);
const inputs = points([
  [1, 0],
  [-1, 0.5],
]);

let backend: TrainingBackend;
beforeAll(async () => {
  backend = await wasmBackend();
});

/** Products of outputs, and of gradients with respect to nominal parameters, at two inputs; one network, by automatic differentiation. */
async function kernelsOf(shape: NetworkShape, m: number): Promise<{ nngp: number; ntk: number }> {
  const { tf } = backend;
  const plans = layerArrays(shape);
  const arrays = initialArrays(rng.split(`${shape.activation}`, m), shape);
  const [left, right] = tf.tidy(() => {
    const stacked = arrays.map((values, k) => tf.tensor3d(values, [1, plans[k]!.rows, plans[k]!.cols]));
    const at = (n: number): Tensor3D => tf.tensor3d(Array.from(inputs.values.subarray(2 * n, 2 * n + 2)), [1, 1, 2]);
    return [0, 1].map((n) => {
      const output = (...own: Tensor[]): Tensor => tf.sum(stackedOutput(tf, shape, own, at(n)));
      const { value, grads } = tf.valueAndGrads(output)(stacked);
      return { value: value.dataSync()[0]!, grads: grads.map((gradient) => gradient.dataSync() as Float32Array) };
    });
  }) as { value: number; grads: Float32Array[] }[];
  let ntk = 0;
  left!.grads.forEach((own, k) => {
    const other = right!.grads[k]!;
    for (let i = 0; i < own.length; i++) ntk += plans[k]!.scale ** 2 * own[i]! * other[i]!;
  });
  return { nngp: left!.value * right!.value, ntk };
}

describe("networks in NTK scaling", () => {
  const tanh = { name: "tanh", value: Math.tanh, slope: (u: number) => 1 - Math.tanh(u) ** 2 };
  it.each([
    ["relu", [4000], 12],
    ["relu", [200, 200], 20],
    ["tanh", [200, 200], 20],
  ] as const)(
    "%s networks of widths %j have, averaged over %d of them, the kernels of infinite width",
    async (activation, hidden, count) => {
      const shape: NetworkShape = {
        inputs: 2,
        outputs: 1,
        hidden,
        activation,
        scaling: "ntk",
        bias: 0.3,
        trained: "all",
      };
      const exact =
        activation === "relu"
          ? reluKernels(inputs, hidden.length, 0.3)
          : activationKernels(inputs, hermiteDual(tanh), { depth: hidden.length, weightVariance: 1, bias: 0.3 });
      const found = [];
      for (let m = 0; m < count; m++) found.push(await kernelsOf(shape, m));
      for (const which of ["nngp", "ntk"] as const) {
        const mean = found.reduce((sum, one) => sum + one[which], 0) / count;
        const spread = found.reduce((sum, one) => sum + (one[which] - mean) ** 2, 0) / (count - 1);
        // Depth one is unbiased; from depth two on finite width shifts the mean by a few units over the width.
        const bias = hidden.length > 1 ? 3 / hidden[0] : 0;
        const bound = {
          bound: 5 * Math.sqrt(spread / count) + bias,
          reason: "five standard errors and the bias of finite width",
        };
        expectClose(mean, exact[which].values[1]!, bound, which);
      }
    },
  );
});

describe("a network without hidden layers on features", () => {
  it("is, after any number of steps, the linear model under gradient descent", async () => {
    const schedule = gentleSchedule;
    const features = fewBumps(1);
    const process = processOf(lineMixture, schedule);
    const draws = fixedDraws({ data: lineMixture, schedule, times: "uniform" }, 40).list(rng.split("draws"));
    const [learningRate, steps] = [0.02, 150];
    const model: LazyScoreModel = {
      kernel: featureKernel(features),
      filter: gradientDescent(learningRate, steps),
      initial: null,
      parameterization: "denoiser",
      baseScore: "zero",
      weight: signalToNoise(schedule),
      sampleCount: 40,
      target: "noisy",
      trainingTimes: "uniform",
    };
    const states = statesOf(
      [-1.2, -0.3, 0.4, 1.1].flatMap((x) => [0.1, 0.5].map((t) => [x, t])),
      1,
    );
    const [fit] = trainLazyOnDraws(model, process, noisedMarginal(lineMixture, schedule), draws, null);
    const expected = fieldScoreMatrix([lazyScoreField(model, schedule, fit!)], states);
    const input = featureInput(features);
    const plan = smallPlan({
      network: {
        inputs: input.size,
        outputs: 1,
        hidden: [],
        activation: "relu",
        scaling: "zero",
        bias: 0,
        trained: "all",
      },
      input,
      readout: scoreReadout("denoiser", schedule),
      schedule,
      source: sharedDraws(draws),
      weight: signalToNoise(schedule),
      batch: "all",
      steps,
      optimizer: { kind: "sgd", learningRate },
    });
    const trained = await trainNetworks(backend, rng, plan, 2);
    const found = networkEnsemble("linear", trained).meanScore(states).values;
    expected.values.forEach((value, i) => {
      // α/σ² turns the rounding of the denoiser, over all steps, into that of the score.
      expectClose(found[i]!, value, singleRounding(10, steps));
    });
  });
});
