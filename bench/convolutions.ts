/**
 * Training of convolutional networks in WebAssembly, as steps a second of processor time: images of 8 × 8 pixels, two hidden layers of 16
 * channels, batch 32, Adam. One network by TensorFlow.js as shipped (conv2d and its own optimizer) against ours, and 16 members
 * stacked against one after another; the arithmetic done a second beside it.
 * Run: npx tsx bench/convolutions.ts
 */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type * as tensorflow from "@tensorflow/tfjs";
import { pointMasses, points, variancePreserving } from "../src/core/index.ts";
import { seededRng } from "../src/numerics/index.ts";
import { clockInput, fixedDraws, layerArrays, scoreReadout, type TrainingPlan } from "../src/validate/index.ts";
import { stepsPerSecond } from "./baseline.ts";
import { shippedRate, trainingRate } from "./training-rate.ts";

const [side, channels, batch] = [8, [16, 16], 32] as const;
const pixels = side * side;

/** The same network by the package's own convolutions, gradients and optimizer; the clock is a constant channel of the input. */
async function shipped(): Promise<number> {
  const require = createRequire(import.meta.url);
  const tf = require("@tensorflow/tfjs") as typeof tensorflow;
  tf.enableProdMode();
  // The package's WebAssembly has no gradient of a convolution for its kernels; plain JavaScript has.
  await tf.setBackend("cpu");
  const widths = [2, ...channels, 1];
  const kernels = widths.slice(1).map((cols, k) => tf.variable(tf.randomNormal([3, 3, widths[k]!, cols], 0, 0.1)));
  const x = tf.randomNormal([batch, side, side, 2]) as tensorflow.Tensor4D;
  const y = tf.randomNormal([batch, side, side, 1]);
  const adam = tf.train.adam(1e-3);
  const loss = (): tensorflow.Scalar => {
    let h = x;
    kernels.forEach((kernel, k) => {
      h = tf.conv2d(h, kernel as tensorflow.Tensor4D, 1, "same");
      if (k < kernels.length - 1) h = tf.relu(h);
    });
    return tf.mean(tf.square(tf.sub(h, y)));
  };
  return stepsPerSecond(3, async (steps) => {
    for (let k = 0; k < steps; k++) adam.minimize(loss)?.dispose();
  });
}

function plan(): TrainingPlan {
  const schedule = variancePreserving({ drift: "half-beta", cutoffTime: 0.01 });
  const data = pointMasses(points(seededRng(1).normals(10 * pixels), pixels));
  return {
    network: {
      kind: "convolution",
      inputs: pixels + 1,
      outputs: pixels,
      channels: [...channels],
      activation: "relu",
      scaling: "standard",
      bias: 1,
      trained: "all",
    },
    input: clockInput(schedule, pixels),
    readout: scoreReadout("noise", schedule),
    schedule,
    source: fixedDraws({ data, schedule, times: "uniform" }, 256),
    weight: () => 1,
    batch,
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
const one = await trainingRate(plan(), 1, 30);
const many = await trainingRate(plan(), 16, 10);
// Two operations a weight and pixel forward, twice as many backward.
const operations =
  6 * pixels * batch * layerArrays(plan().network).reduce((sum, { rows, cols }) => sum + rows * cols, 0);
const speed = (steps: number, members: number): string =>
  `${((steps * members * operations) / 1e9).toFixed(2)} GFLOP/s`;
const lines = [
  "| training | steps a second of processor time | arithmetic | ratio |",
  "| --- | --- | --- | --- |",
  `| one network, TensorFlow.js as shipped, plain JavaScript | ${baseline.toFixed(2)} | ${speed(baseline, 1)} | 1 |`,
  `| one network, scorepath, WebAssembly | ${one.toFixed(1)} | ${speed(one, 1)} | ${(one / baseline).toFixed(1)} |`,
  `| 16 networks, one after another | ${(one / 16).toFixed(2)} | ${speed(one, 1)} | 1 |`,
  `| 16 networks, stacked | ${many.toFixed(2)} | ${speed(many, 16)} | ${((16 * many) / one).toFixed(2)} |`,
];
process.stdout.write(`${lines.join("\n")}\n`);
process.exit(0);
