import { describe, expect, it } from "vitest";
import { installedPackages } from "../../../src/cli/training-packages.ts";
import {
  buildTraining,
  openBackend,
  parseTrainingSpec,
  runTraining,
  type TrainingResult,
  trainingJsonSchema,
  trainingSummary,
  unpackArray,
} from "../../../src/experiments/index.ts";
import { seededRng } from "../../../src/numerics/index.ts";
import { trainingAnswer, trainingReport } from "../../../src/report/index.ts";
import { layerArrays, trainNetworks } from "../../../src/validate/index.ts";
import { diskLoader } from "../../support/data-loader.ts";

const images = {
  name: "images",
  seed: 20516,
  data: {
    kind: "points",
    points: [
      [1, 0, 0, 0, 1, 0, 0, 0, 1],
      [0, 0, 1, 0, 1, 0, 1, 0, 0],
      [0, 1, 0, 1, 1, 1, 0, 1, 0],
    ],
  },
  schedule: { kind: "variance-preserving", drift: "half-beta", cutoffTime: 0.01 },
  model: { kind: "convolution", channels: [4], activation: "silu", input: { kind: "plain" } },
  draws: { kind: "fixed-noise", copies: 8 },
  batch: 12,
  steps: 30,
  clipNorm: 1,
  averaging: 0.9,
  members: 3,
  sampling: { grid: { kind: "geometric", steps: 8 }, paths: 4 },
};
const autoencoder = {
  ...images,
  name: "autoencoder",
  schedule: { kind: "variance-exploding", sigma: "t", cutoffTime: 0.1, terminalTime: 2 },
  model: { kind: "autoencoder", hidden: 6, tied: true },
  parameterization: "denoiser",
  trainingTimes: 0.3,
  batch: "all",
  ridge: 0.001,
};

async function run(json: object): Promise<TrainingResult> {
  const spec = parseTrainingSpec(json);
  const backend = await openBackend("wasm", installedPackages);
  return runTraining(spec, await buildTraining(spec, diskLoader), { backend, checkpointEvery: 10 });
}

describe("a training file", () => {
  it("trains convolutional networks on images, and measures them", async () => {
    const found = await run(images);
    expect(found.members).toBe(3);
    expect(found.losses.at(-1)!.value).toBeLessThan(found.losses[0]!.value);
    expect(found.samples.shape).toEqual([3, 4, 9]);
    expect(unpackArray(found.samples).every(Number.isFinite)).toBe(true);
    expect(found.measurements).toHaveLength(10);
    for (const { quantity, estimate } of found.measurements) {
      expect(estimate, quantity).not.toBeNull();
      expect(Number.isFinite(estimate!.value) && Number.isFinite(estimate!.standardError), quantity).toBe(true);
    }
    expect(await run(images)).toEqual(found);
  });

  it("describes kernels of 3 × 3 on the squares of the data, and the clock", async () => {
    const { plan } = await buildTraining(parseTrainingSpec(images), diskLoader);
    expect(layerArrays(plan.network).map(({ rows, cols }) => [rows, cols])).toEqual([
      [9 + 1, 4],
      [1, 4],
      [36 + 1, 1],
      [1, 1],
    ]);
  });

  it("trains random features that all members share, from a function that is zero", async () => {
    const model = { kind: "network", hidden: [5], activation: "tanh", scaling: "ntk", trained: "output" };
    const shared = { ...images, model: { ...model, outputStart: "zero" }, initial: "shared", averaging: null };
    const spec = parseTrainingSpec(shared);
    const { plan } = await buildTraining(spec, diskLoader);
    const backend = await openBackend("wasm", installedPackages);
    const { networks } = await trainNetworks(backend, seededRng(spec.seed), plan, 2);
    const [one, other] = networks.map(({ arrays }) => arrays);
    // Weights and biases of the frozen layer, then those of the trained one.
    expect([one![0], one![1]]).toEqual([other![0], other![1]]);
    expect(one![2]).not.toEqual(other![2]);
    const start = layerArrays(plan.network).map(({ start: deviation, trained }) => [deviation > 0, trained]);
    expect(start).toEqual([
      [true, false],
      [true, false],
      [false, true],
      [false, true],
    ]);
    expect(parseTrainingSpec(images)).toMatchObject({ initial: "own" });
    expect(() => parseTrainingSpec({ ...images, initial: "hers" })).toThrow(/\$\.initial/);
  });

  it("trains autoencoders at one noise level, which are compared there and not sampled", async () => {
    const found = await run(autoencoder);
    expect(found.losses.at(-1)!.value).toBeLessThan(found.losses[0]!.value);
    expect(found.samples.shape).toEqual([3, 0, 9]);
    const defined = found.measurements.filter(({ estimate }) => estimate !== null);
    expect(defined.map(({ quantity }) => quantity)).toEqual([
      "r² of members against the exact denoiser, noise level σ/α = 0.300",
      "r² of the mean network against the exact denoiser, noise level σ/α = 0.300",
    ]);
  });

  it.each([
    [{ ...autoencoder, trainingTimes: "uniform" }, /\$\.trainingTimes: .*one time, a number, for an autoencoder/],
    [{ ...autoencoder, parameterization: "noise" }, /\$\.parameterization: .*"denoiser" for an autoencoder/],
    [{ ...autoencoder, model: { kind: "autoencoder", hidden: 0 } }, /\$\.model\.hidden/],
    [{ ...images, model: { kind: "convolution", channels: [2, 0] } }, /\$\.model\.channels\[1\]/],
    [{ ...images, model: { kind: "convolutions", channels: [2] } }, /\$\.model/],
  ])("is refused where it does not fit together", (json, message) => {
    expect(() => parseTrainingSpec(json)).toThrow(message);
  });

  it.each([
    [{ ...autoencoder, trainingTimes: 5 }, /\$\.trainingTimes: .*between the cutoff time 0.1 and the terminal time 2/],
    [
      { ...images, data: { kind: "named", name: "three-points" } },
      /\$\.model.*outputs = 1 must be a square number of pixels/,
    ],
  ])("is refused where it cannot be built", async (json, message) => {
    await expect(buildTraining(parseTrainingSpec(json), diskLoader)).rejects.toThrow(message);
  });

  it("has a schema that knows both models", () => {
    const text = JSON.stringify(trainingJsonSchema());
    for (const word of ["convolution", "channels", "autoencoder", "tied"]) expect(text).toContain(`"${word}"`);
  });
});

describe("the page of a training", () => {
  it("shows the losses with their errors, every measurement, and how it was made", async () => {
    const result = await run(autoencoder);
    const backend = await openBackend("wasm", installedPackages);
    const provenance = { version: "0", command: "scorepath train x.json", node: "20", wallSeconds: 1 };
    const odd = { ...result, failed: [{ member: 7, step: 12 }] };
    const summary = trainingSummary(odd, backend, provenance);
    expect(summary.losses.axes).toEqual({ x: "step", y: "training loss", logarithmic: ["x", "y"] });
    expect(summary.losses.curves[0]!.density.standardError.every((error) => error > 0)).toBe(true);
    expect(trainingAnswer(summary)).toBe(
      "3 members were trained with TensorFlow.js on wasm (WebAssembly with SIMD, one thread). member 7: loss was not finite at step 12; left out. Gradient clipping: norm at most 1.",
    );
    const text = trainingReport(summary, "/* plotly */");
    for (const { quantity } of result.measurements) expect(text).toContain(quantity);
    expect(text).toContain("not sampled: a model of one noise level");
    expect(text).toContain("scorepath train x.json");
    expect(text).toContain('data-plot="losses"');
    // Steps 1 and 10 and the last one, with the losses that are there.
    expect(text).toMatch(/<th scope="row">1<\/th>.*<th scope="row">10<\/th>.*<th scope="row">30<\/th>/s);
  });
});
