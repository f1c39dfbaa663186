import { beforeAll, describe, expect, it } from "vitest";
import { probabilityFlow } from "../../../../src/core/index.ts";
import { seededRng } from "../../../../src/numerics/index.ts";
import {
  type CheckpointStore,
  checkTrainingPlan,
  decodeTrainingState,
  fieldScoreMatrix,
  freshDraws,
  initialArrays,
  initialStream,
  membersAtOnce,
  networkEnsemble,
  sampleMembers,
  stackedSamples,
  stackedScores,
  startTraining,
  type TrainedNetworks,
  type TrainingBackend,
  trainNetworks,
} from "../../../../src/validate/index.ts";
import { statesOf } from "../../../support/linear-models.ts";
import { expectClose } from "../../../support/tolerance.ts";
import { singleRounding, smallPlan, smallProcess, wasmBackend } from "../../../support/training.ts";

const seed = 20501;
const rng = seededRng(seed);
const states = statesOf(
  [
    [-0.7, 0.1],
    [0.2, 0.1],
    [1.4, 0.3],
    [0.1, 1],
  ],
  1,
);

let backend: TrainingBackend;
beforeAll(async () => {
  backend = await wasmBackend();
});

/** Weights of every member, for comparing trainings to the last bit. */
const weights = ({ networks }: TrainedNetworks): readonly (readonly Float32Array[])[] =>
  networks.map(({ arrays }) => arrays);

describe("training an ensemble of networks", () => {
  it("lowers every member's loss, and members differ", async () => {
    const found = await trainNetworks(backend, rng, smallPlan(), 3);
    expect(found.members).toEqual([0, 1, 2]);
    for (const losses of found.losses) {
      expect(losses).toHaveLength(60);
      const mean = (from: number): number => losses.subarray(from, from + 10).reduce((a, b) => a + b, 0) / 10;
      expect(mean(50)).toBeLessThan(mean(0));
    }
    expect(weights(found)[0]).not.toEqual(weights(found)[1]);
  });

  it("gives each member the same weights in whatever group it was trained", async () => {
    const plan = smallPlan({ averaging: 0.9, clipNorm: 0.5, decay: "cosine", ridge: 0.01 });
    const together = await trainNetworks(backend, rng, plan, 4);
    const memoryLimit = 32 * 1024;
    expect(membersAtOnce(plan, 4, memoryLimit)).toBeLessThan(4);
    const apart = await trainNetworks(backend, rng, plan, 4, { memoryLimit });
    expect(weights(apart)).toEqual(weights(together));
  });

  it("stops a member whose loss is no number at that step, and keeps the others", async () => {
    const schedule = smallPlan().schedule;
    let member = 0;
    const stream = freshDraws({ data: smallProcess.data, schedule, times: "uniform" });
    const source = {
      ...stream,
      member: (own: typeof rng) => {
        const second = member++ === 1;
        const draw = stream.member(own);
        return (step: number, count: number) => {
          const draws = draw(step, count);
          return second && step === 7 ? { ...draws, noise: draws.noise.map(() => Infinity) } : draws;
        };
      },
    };
    const found = await trainNetworks(backend, rng, smallPlan({ source, steps: 20 }), 3);
    expect(found.failed).toEqual([{ member: 1, step: 7 }]);
    expect(found.members).toEqual([0, 2]);
    for (const field of found.fields) expect(field.score(states.x, 0.3).every(Number.isFinite)).toBe(true);
  });

  it("reports its progress to the last step of the last member", async () => {
    const seen: [number, number][] = [];
    await trainNetworks(backend, rng, smallPlan({ steps: 150 }), 2, { onProgress: (...now) => seen.push(now) });
    expect(seen).toEqual([
      [200, 300],
      [300, 300],
    ]);
  });

  it("goes on from a stored state to the same result, to the last bit", async () => {
    const plan = smallPlan({ steps: 250, averaging: 0.9 });
    const whole = await trainNetworks(backend, rng, plan, 2);
    const kept = new Map<string, Uint8Array>();
    const stop = new AbortController();
    const store: CheckpointStore = {
      read: async (name) => [kept.get(name) ?? []].flat(),
      write: async (name, bytes) => {
        kept.set(name, bytes);
        stop.abort(new Error("stopped"));
      },
    };
    const run = { store, checkpointEvery: 100, identity: "small" };
    await expect(trainNetworks(backend, rng, plan, 2, { ...run, signal: stop.signal })).rejects.toThrow("stopped");
    expect(decodeTrainingState("small, members-0-1, 250 steps", kept.get("members-0-1")!).step).toBe(100);
    const resumed = await trainNetworks(backend, rng, plan, 2, run);
    expect(weights(resumed)).toEqual(weights(whole));
    expect(resumed.losses).toEqual(whole.losses);
    await expect(trainNetworks(backend, rng, plan, 2, { ...run, identity: "other" })).rejects.toThrow(
      "must be a state of",
    );
  });

  it("gives all members one frozen layer where initial weights are shared, in whatever group", async () => {
    const network = { ...smallPlan().network, trained: "output" } as const;
    const plan = smallPlan({ network, initial: "shared", steps: 20 });
    const found = await trainNetworks(backend, rng, plan, 4);
    const [first, second] = weights(found) as [Float32Array[], Float32Array[]];
    expect(second.slice(0, 4)).toEqual(first.slice(0, 4));
    expect(second[4]).not.toEqual(first[4]);
    expect(first.slice(0, 4)).toEqual(initialArrays(initialStream(rng, plan, 3), network).slice(0, 4));
    const apart = await trainNetworks(backend, rng, plan, 4, { memoryLimit: 24 * 1024 });
    expect(membersAtOnce(plan, 4, 24 * 1024)).toBeLessThan(4);
    expect(weights(apart)).toEqual(weights(found));
    const [own, other] = weights(await trainNetworks(backend, rng, { ...plan, initial: "own" }, 2));
    expect(own![0]).not.toEqual(other![0]);
    expect(own![0]).not.toEqual(first[0]);
  });

  it("does not take up a state that was made from other initial weights", async () => {
    const kept = new Map<string, Uint8Array>();
    const store: CheckpointStore = {
      read: async (name) => [kept.get(name) ?? []].flat(),
      write: async (name, bytes) => {
        kept.set(name, bytes);
      },
    };
    const plan = smallPlan({ initial: "shared", steps: 10 });
    const whole = await trainNetworks(backend, rng, plan, 2, { store });
    expect(weights(await trainNetworks(backend, rng, plan, 2, { store }))).toEqual(weights(whole));
    await expect(trainNetworks(backend, rng, { ...plan, initial: "own" }, 2, { store })).rejects.toThrow(
      "must be a state of",
    );
  });

  it("refuses other initial weights than own or shared ones", () => {
    expect(() => checkTrainingPlan(smallPlan({ initial: "mine" as "own" }))).toThrow(
      'training plan: initial = "mine" must be own or shared',
    );
  });

  it("leaves no tensor behind", async () => {
    await trainNetworks(backend, rng, smallPlan({ steps: 3 }), 2);
    const before = backend.memory();
    await trainNetworks(backend, rng, smallPlan({ steps: 3, initialFunction: "subtracted" }), 2);
    expect(backend.memory()).toEqual(before);
  });

  it("refuses a bound that one member is above", async () => {
    await expect(trainNetworks(backend, rng, smallPlan(), 2, { memoryLimit: 100 })).rejects.toThrow(
      /memoryLimit = 100 must be at least/,
    );
  });
});

describe("reading trained networks", () => {
  it.each(["kept", "subtracted"] as const)(
    "the device and float64 arithmetic give the same scores, initial function %s",
    async (initialFunction) => {
      const plan = smallPlan({ initialFunction, source: freshDraws({ ...smallProcess, times: "uniform" }) });
      const training = await startTraining(backend, rng, plan, 0, 3);
      await training.advance(40);
      const onDevice = await stackedScores(training, states);
      const ends = await stackedSamples(rng.split("flow"), training, smallProcess, 5);
      training.dispose();
      const { fields } = await trainNetworks(backend, rng, { ...plan, steps: 40 }, 3);
      const exact = fieldScoreMatrix(fields, states);
      exact.values.forEach((value, i) => {
        expectClose(onDevice.values[i]!, value, singleRounding(Math.max(20, Math.abs(value))));
      });
      fields.forEach((field, m) => {
        const starts = sampleStarts(m);
        const found = probabilityFlow(smallProcess, field, starts, { method: "heun" }).values;
        found.forEach((value, i) => {
          expectClose(ends[m * 5 + i]!, value, singleRounding(20, 256));
        });
      });
    },
  );

  it("an ensemble's mean and covariance are those of its members", async () => {
    const found = await trainNetworks(backend, rng, smallPlan({ steps: 20 }), 4);
    const ensemble = networkEnsemble("small networks", found);
    const scores = fieldScoreMatrix(found.fields, states);
    const column = (i: number): number[] => found.fields.map((_, m) => scores.values[m * scores.cols + i]!);
    const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    const [a, b] = [column(0), column(2)];
    const covariance = a.reduce((sum, value, m) => sum + (value - mean(a)) * (b[m]! - mean(b)), 0) / 3;
    expectClose(ensemble.meanScore(states).values[2]!, mean(b), singleRounding(20));
    expectClose(ensemble.scoreCovariance(states, states).values[2]!, covariance, singleRounding(400));
  });
});

/** Starts of member m as `sampleMembers` draws them, read off a flow of no length. */
function sampleStarts(m: number): { count: number; dim: number; values: Float64Array } {
  const { schedule, data } = smallProcess;
  const still = { ...smallProcess, grid: { name: "none", times: Float64Array.of(schedule.terminalTime) } };
  const features = { dim: 1, featureCount: 1 };
  const model = { features, samplingBox: null } as never;
  const coefficients = { rows: 1, cols: 1, values: new Float64Array(1) };
  const values = sampleMembers(
    rng.split("flow"),
    model,
    { ...still, data },
    coefficients,
    5,
    { method: "heun" },
    m,
    m + 1,
  );
  return { count: 5, dim: 1, values };
}
