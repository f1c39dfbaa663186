import { beforeAll, describe, expect, it } from "vitest";
import { seededRng } from "../../../../src/numerics/index.ts";
import {
  BackendError,
  type CheckpointStore,
  decodeTrainingState,
  membersAtOnce,
  startTraining,
  type TrainingBackend,
  trainNetworks,
} from "../../../../src/validate/index.ts";
import { smallPlan, wasmBackend } from "../../../support/training.ts";

const rng = seededRng(20512);

let backend: TrainingBackend;
beforeAll(async () => {
  backend = await wasmBackend();
});

/** A backend whose tensors fail from the `after`-th call of an operation on. */
function exhausted(operation: string, after: number, error: unknown): TrainingBackend {
  let calls = 0;
  const tf = new Proxy(backend.tf, {
    get(of, key) {
      const own = Reflect.get(of, key);
      if (key !== operation) return own;
      return (...given: unknown[]) => {
        if (++calls > after) throw error;
        return (own as (...all: unknown[]) => unknown)(...given);
      };
    },
  });
  return { ...backend, tf };
}

function memoryStore(): { store: CheckpointStore; kept: Map<string, Uint8Array> } {
  const kept = new Map<string, Uint8Array>();
  return {
    kept,
    store: {
      read: async (name) => [kept.get(name) ?? []].flat(),
      write: async (name, bytes) => {
        kept.set(name, bytes);
      },
    },
  };
}

const plan = smallPlan({ steps: 250 });

describe("a training whose memory runs out", () => {
  it.each([
    new RangeError("Array buffer allocation failed"),
    new RangeError("Invalid typed array length: 9000000000"),
    new WebAssembly.RuntimeError("memory access out of bounds"),
    new Error("Aborted(OOM). Build with -sASSERTIONS for more info."),
    new Error("Out of memory"),
    new Error("OOM when allocating tensor with shape[4096,4096]"),
  ])("says at which step, what was held and what to do: %s", async (error) => {
    const before = backend.memory();
    const failing = trainNetworks(exhausted("square", 120, error), rng, plan, 3);
    await expect(failing).rejects.toThrow(
      /^backend wasm: out of memory at step \d+ of 250 of members 0 to 2, where \d+ tensors held \d+ bytes \(.*\); train fewer members together/,
    );
    await expect(failing).rejects.toBeInstanceOf(BackendError);
    expect(backend.memory()).toEqual(before);
  });

  it("says so at the start, and holds nothing afterwards", async () => {
    const before = backend.memory();
    const failing = startTraining(
      exhausted("tensor2d", 1, new RangeError("Array buffer allocation failed")),
      rng,
      plan,
      4,
      6,
    );
    await expect(failing).rejects.toThrow("out of memory at the start of members 4 to 5");
    expect(backend.memory()).toEqual(before);
  });

  it("passes on every other error as it is", async () => {
    const error = new TypeError("another defect");
    await expect(trainNetworks(exhausted("square", 5, error), rng, plan, 2)).rejects.toBe(error);
  });

  it("keeps the checkpoint before, from which it ends as one that was left alone", async () => {
    const { store, kept } = memoryStore();
    const run = { store, checkpointEvery: 100 };
    // One call a step: it fails beyond the first checkpoint and before the second.
    const failing = trainNetworks(exhausted("valueAndGrads", 150, new Error("Out of memory")), rng, plan, 2, run);
    await expect(failing).rejects.toThrow("out of memory at step 150 of 250");
    expect([...kept.keys()]).toEqual(["members-0-1"]);
    expect(decodeTrainingState("training, members-0-1, 250 steps", kept.get("members-0-1")!).step).toBe(100);
    const resumed = await trainNetworks(backend, rng, plan, 2, run);
    expect(resumed.networks).toEqual((await trainNetworks(backend, rng, plan, 2)).networks);
  });

  it("goes on in smaller groups from the checkpoint of a larger one, to the same bits", async () => {
    const { store, kept } = memoryStore();
    const long = smallPlan({ steps: 250, averaging: 0.9 });
    const run = { store, checkpointEvery: 100 };
    const failing = trainNetworks(exhausted("valueAndGrads", 120, new Error("Out of memory")), rng, long, 5, run);
    await expect(failing).rejects.toThrow("members 0 to 4");
    const memoryLimit = 30 * 1024;
    const size = membersAtOnce(long, 5, memoryLimit);
    expect(size).toBe(2);
    const done: number[] = [];
    const resumed = await trainNetworks(backend, rng, long, 5, {
      ...run,
      memoryLimit,
      onProgress: (now) => done.push(now),
    });
    // Two members at step 200: the first hundred steps are not taken again.
    expect(done[0]).toBe(400);
    expect([...kept.keys()]).toEqual(["members-0-4", "members-0-1", "members-2-3", "members-4-4"]);
    const whole = await trainNetworks(backend, rng, long, 5);
    expect(resumed.networks).toEqual(whole.networks);
    expect(resumed.losses).toEqual(whole.losses);
  });

  it.each([[2 ** 28, 16] as const, [2 ** 30 - 1000, 1] as const])(
    "is told by WebAssembly itself, before a tensor of %d numbers lies where nothing is free",
    (size, pieces) => {
      type Raw = { write(values: null, shape: number[], type: string): object; disposeData(id: object): void };
      const raw = backend.tf.backend() as unknown as Raw;
      const given: object[] = [];
      const fill = (): void => {
        for (let k = 0; k < pieces; k++) given.push(raw.write(null, [size], "float32"));
      };
      expect(fill).toThrow(`out of memory: ${4 * size} bytes of WebAssembly memory`);
      for (const id of given) raw.disposeData(id);
      expect([...backend.tf.ones([3]).dataSync()]).toEqual([1, 1, 1]);
    },
  );
});

describe("a stored state of another training", () => {
  it("is refused, whether members or weights differ", async () => {
    const training = await startTraining(backend, rng, plan, 0, 2);
    const state = await training.state();
    training.dispose();
    const before = backend.memory();
    const wider = smallPlan({ network: { ...(plan.network as object), hidden: [9, 8] } as never });
    await expect(startTraining(backend, rng, wider, 0, 2, state)).rejects.toThrow(
      /training state: .*members and rows must be those of the training/,
    );
    await expect(startTraining(backend, rng, plan, 1, 3, state)).rejects.toThrow("members and rows must be");
    const averaged = smallPlan({ averaging: 0.9 });
    await expect(startTraining(backend, rng, averaged, 0, 2, state)).rejects.toThrow("against average, firstMoment");
    expect(backend.memory()).toEqual(before);
    const same = await startTraining(backend, rng, plan, 0, 2, state);
    same.dispose();
  });

  it("is refused by its words before its numbers are looked at", async () => {
    const { store } = memoryStore();
    await trainNetworks(backend, rng, smallPlan({ steps: 5 }), 2, { store, identity: "one" });
    await expect(trainNetworks(backend, rng, smallPlan({ steps: 5 }), 2, { store, identity: "other" })).rejects.toThrow(
      "must be a state of the training other, members-0-1, 5 steps",
    );
  });
});
