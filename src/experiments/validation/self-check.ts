import type { Tensor } from "@tensorflow/tfjs";
import { namedData, variancePreserving } from "../../core/index.ts";
import { seededRng } from "../../numerics/index.ts";
import {
  clockInput,
  embeddedInput,
  fixedDraws,
  layerArrays,
  scoreReadout,
  startTraining,
  type TrainingBackend,
  type TrainingPlan,
} from "../../validate/index.ts";

/** Losses of one fixed training on two backends. */
export interface BackendAgreement {
  readonly steps: readonly number[];
  /** Mean loss over members at each of the steps. */
  readonly losses: readonly number[];
  readonly reference: readonly number[];
  readonly referenceBackend: string;
  /** Largest relative difference of any member's loss over all steps. */
  readonly largestDifference: number;
  /** Four digits: no difference above 1e-4. */
  readonly agrees: boolean;
}

/** Multiplications and additions a second. */
export interface Throughput {
  /** What was multiplied. */
  readonly what: string;
  readonly flopsPerSecond: number;
  /** Over the best rate of a plain product; null for products themselves. */
  readonly shareOfProduct: number | null;
  readonly stepsPerSecond: number | null;
}

const checkedSteps = 100;

/** How large the networks are that two backends train. */
export interface CheckedNetworks {
  readonly hidden: readonly number[];
  readonly batch: number;
}

const checkedNetworks: CheckedNetworks = { hidden: [64, 64], batch: 256 };

/** Small networks on the three-point data, 100 steps of Adam: the same on every backend, up to float32 rounding. */
function checkPlan({ hidden, batch }: CheckedNetworks = checkedNetworks): TrainingPlan {
  const schedule = variancePreserving({
    betaMin: 0.1,
    betaMax: 20,
    drift: "half-beta",
    cutoffTime: 0.01,
    terminalTime: 1,
  });
  const input = embeddedInput(schedule, 1, 4);
  return {
    network: {
      inputs: input.size,
      outputs: 1,
      hidden,
      activation: "relu",
      scaling: "standard",
      bias: 1,
      trained: "all",
    },
    input,
    readout: scoreReadout("noise", schedule),
    schedule,
    source: fixedDraws({ data: namedData("three-points"), schedule, times: "uniform" }, 1024),
    weight: () => 1,
    batch,
    steps: checkedSteps,
    optimizer: { kind: "adam", learningRate: 1e-3 },
    decay: "none",
    ridge: 0,
    clipNorm: null,
    averaging: null,
    initialFunction: "kept",
  };
}

/** Trains four members of the fixed model on a backend and on a reference, and compares every member's loss at every step. */
export async function compareBackends(
  backend: TrainingBackend,
  reference: TrainingBackend,
  seed: number = 1,
  networks: CheckedNetworks = checkedNetworks,
): Promise<BackendAgreement> {
  const members = 4;
  const lossesOn = async (on: TrainingBackend): Promise<Float32Array> => {
    const training = await startTraining(on, seededRng(seed).split("self-check"), checkPlan(networks), 0, members);
    try {
      await training.advance(checkedSteps);
      return (await training.state()).losses;
    } finally {
      training.dispose();
    }
  };
  const expected = await lossesOn(reference);
  const found = await lossesOn(backend);
  let largestDifference = 0;
  for (let i = 0; i < expected.length; i++)
    largestDifference = Math.max(largestDifference, Math.abs(found[i]! - expected[i]!) / Math.abs(expected[i]!));
  if (found.length !== expected.length || found.some((loss) => !Number.isFinite(loss))) largestDifference = Infinity;
  const steps = [0, 9, 49, 99];
  const means = (losses: Float32Array): number[] =>
    steps.map((step) => losses.subarray(step * members, (step + 1) * members).reduce((a, b) => a + b, 0) / members);
  return {
    steps: steps.map((step) => step + 1),
    losses: means(found),
    reference: means(expected),
    referenceBackend: reference.name,
    largestDifference,
    agrees: largestDifference <= 1e-4,
  };
}

/** How large the timed problems are. */
export interface ThroughputSetting {
  /** Side of the square products. */
  readonly side: number;
  /** Width, batch and members of the timed trainings. */
  readonly trainings: readonly { readonly width: number; readonly batch: number; readonly members: number }[];
  /** Seconds for each timing. */
  readonly seconds: number;
}

/** For a graphics card, and for a processor. */
export const throughputSettings: Readonly<Record<"full" | "tiny", ThroughputSetting>> = {
  full: {
    side: 4096,
    trainings: [
      { width: 128, batch: 256, members: 128 },
      { width: 512, batch: 1024, members: 32 },
      { width: 2048, batch: 128, members: 16 },
      { width: 2048, batch: 2048, members: 8 },
    ],
    seconds: 2,
  },
  tiny: { side: 64, trainings: [{ width: 16, batch: 16, members: 2 }], seconds: 0.1 },
};

/**
 * Rates of plain matrix products, and of whole training steps of stacked networks with two hidden layers as a share of the best
 * product.
 *
 * @param elapsed - a clock in seconds
 * @accuracy timings: a few per cent on a quiet machine
 */
export async function measureThroughput(
  backend: TrainingBackend,
  setting: ThroughputSetting,
  elapsed: () => number,
  onFound: (found: readonly Throughput[]) => void = () => {},
): Promise<Throughput[]> {
  await backend.activate();
  const { tf } = backend;
  const { side, seconds } = setting;
  const found: Throughput[] = [];
  const add = (one: Throughput): void => {
    found.push(one);
    onFound(found);
  };
  const flops = 2 * side ** 3;
  const products: readonly (readonly [string, (a: Tensor, b: Tensor) => Tensor])[] = [
    ["A B", (a, b) => tf.matMul(a, b)],
    ["Aᵀ B by flag", (a, b) => tf.matMul(a, b, true, false)],
    ["A Bᵀ by flag", (a, b) => tf.matMul(a, b, false, true)],
    ["A Bᵀ by explicit transpose", (a, b) => tf.matMul(a, tf.transpose(b))],
  ];
  const normal = (name: string): Tensor =>
    tf.tensor2d(
      Float32Array.from(
        seededRng(1)
          .split(name)
          .normals(side * side),
      ),
      [side, side],
    );
  const a = normal("A");
  const b = normal("B");
  for (const [name, product] of products) {
    const rate = await ratePerSecond(elapsed, seconds, 8, async (count) => {
      const result = tf.tidy(() => {
        let last = product(a, b);
        for (let i = 1; i < count; i++) last = product(a, b);
        return tf.slice(last, [0, 0], [1, 1]);
      });
      await result.data();
      result.dispose();
    });
    add({
      what: `${name}, ${side} × ${side}`,
      flopsPerSecond: rate * flops,
      shareOfProduct: null,
      stepsPerSecond: null,
    });
  }
  tf.dispose([a, b]);
  const best = Math.max(...found.map(({ flopsPerSecond }) => flopsPerSecond));
  for (const { width, batch, members } of setting.trainings) {
    const plan = timedPlan(width, batch);
    const training = await startTraining(backend, seededRng(1).split("throughput"), plan, 0, members);
    try {
      const rate = await ratePerSecond(elapsed, seconds, 20, (count) => training.advance(count));
      // Forward, and twice as much backward; no gradient with respect to the inputs of the first layer.
      const weights = layerArrays(plan.network).filter(({ rows }) => rows > 1);
      const perState = weights.reduce((sum, { rows, cols }, k) => sum + (k === 0 ? 4 : 6) * rows * cols, 0);
      const flopsPerSecond = rate * perState * batch * members;
      const what = `training, ${members} networks of width ${width}, two hidden layers, batch ${batch}`;
      add({ what, flopsPerSecond, shareOfProduct: flopsPerSecond / best, stepsPerSecond: rate });
    } finally {
      training.dispose();
    }
  }
  return found;
}

/** Repetitions a second, after one warm-up. */
async function ratePerSecond(
  elapsed: () => number,
  seconds: number,
  count: number,
  repeat: (count: number) => Promise<void>,
): Promise<number> {
  await repeat(count);
  const start = elapsed();
  let done = 0;
  do {
    await repeat(count);
    done += count;
  } while (elapsed() - start < seconds);
  return done / (elapsed() - start);
}

function timedPlan(width: number, batch: number): TrainingPlan {
  const plan = checkPlan();
  const { schedule } = plan;
  const input = clockInput(schedule, 1);
  const hidden = [width, width];
  return {
    ...plan,
    network: {
      inputs: input.size,
      outputs: 1,
      hidden,
      activation: "relu",
      scaling: "ntk",
      bias: 0.3,
      trained: "all",
    },
    input,
    source: fixedDraws({ data: namedData("three-points"), schedule, times: "uniform" }, batch),
    batch: "all",
    steps: 1_000_000,
    optimizer: { kind: "sgd", learningRate: 1e-6 },
  };
}
