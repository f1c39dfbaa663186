/**
 * Training in WebAssembly, as steps a second of processor time: against TensorFlow.js as shipped (batch 1024, two hidden layers of 256,
 * Adam), and 100 small models stacked against one after another.
 * Run: npx tsx bench/networks.ts
 */
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type * as tensorflow from "@tensorflow/tfjs";
import { namedData, variancePreserving } from "../src/core/index.ts";
import { clockInput, fixedDraws, scoreReadout, type TrainingPlan } from "../src/validate/index.ts";
import { stepsPerSecond } from "./baseline.ts";
import { shippedRate, trainingRate } from "./training-rate.ts";

const [width, batch] = [256, 1024];

/** The same network by the package's own variables, gradients and optimizer. */
async function shipped(): Promise<number> {
  const require = createRequire(import.meta.url);
  const tf = require("@tensorflow/tfjs") as typeof tensorflow;
  const wasm = require("@tensorflow/tfjs-backend-wasm") as { setWasmPaths(folder: string): void };
  wasm.setWasmPaths(`${dirname(require.resolve("@tensorflow/tfjs-backend-wasm"))}/`);
  tf.enableProdMode();
  await tf.setBackend("wasm");
  const sizes = [2, width, width, 1];
  const layers = sizes.slice(1).map((cols, k) => ({
    weights: tf.variable(tf.randomNormal([sizes[k]!, cols], 0, Math.sqrt(2 / sizes[k]!))),
    bias: tf.variable(tf.zeros([1, cols])),
  }));
  const [x, y] = [tf.randomNormal([batch, 2]), tf.randomNormal([batch, 1])];
  const adam = tf.train.adam(1e-3);
  const loss = (): tensorflow.Scalar => {
    let h: tensorflow.Tensor = x;
    layers.forEach(({ weights, bias }, k) => {
      h = tf.add(tf.matMul(h, weights), bias);
      if (k < layers.length - 1) h = tf.relu(h);
    });
    return tf.mean(tf.square(tf.sub(h, y)));
  };
  return stepsPerSecond(10, async (steps) => {
    for (let k = 0; k < steps; k++) adam.minimize(loss)?.dispose();
  });
}

function plan(hidden: number, count: number): TrainingPlan {
  const schedule = variancePreserving({ drift: "half-beta", cutoffTime: 0.01 });
  return {
    network: {
      inputs: 2,
      outputs: 1,
      hidden: [hidden, hidden],
      activation: "relu",
      scaling: "standard",
      bias: 1,
      trained: "all",
    },
    input: clockInput(schedule, 1),
    readout: scoreReadout("noise", schedule),
    schedule,
    source: fixedDraws({ data: namedData("three-points"), schedule, times: "uniform" }, count),
    weight: () => 1,
    batch: "all",
    steps: 1_000_000,
    optimizer: { kind: "adam", learningRate: 1e-3 },
    decay: "none",
    ridge: 0,
    clipNorm: null,
    averaging: null,
    initialFunction: "kept",
  };
}

if (process.argv[2] === "shipped") {
  process.stdout.write(`${await shipped()}`);
  process.exit(0);
}
const baseline = shippedRate(fileURLToPath(import.meta.url));
const alone = await trainingRate(plan(width, batch), 1, 10);
const one = await trainingRate(plan(16, 32), 1, 50);
const hundred = await trainingRate(plan(16, 32), 100, 50);
const lines = [
  "| training | steps a second of processor time | ratio |",
  "| --- | --- | --- |",
  `| TensorFlow.js as shipped, batch ${batch}, hidden ${width} | ${baseline.toFixed(1)} | 1 |`,
  `| scorepath, the same | ${alone.toFixed(1)} | ${(alone / baseline).toFixed(1)} |`,
  `| 100 models of two layers of 16, batch 32, one after another | ${(one / 100).toFixed(2)} | 1 |`,
  `| the same, stacked | ${hundred.toFixed(1)} | ${((100 * hundred) / one).toFixed(1)} |`,
];
process.stdout.write(`${lines.join("\n")}\n`);
process.exit(0);
