import { beforeAll, describe, expect, it } from "vitest";
import { seededRng } from "../../../../src/numerics/index.ts";
import type { Tensorflow } from "../../../../src/validate/index.ts";
import { wasmBackend } from "../../../support/training.ts";

let tf: Tensorflow;
beforeAll(async () => {
  const backend = await wasmBackend();
  await backend.activate();
  tf = backend.tf;
});

const values = Float32Array.from(seededRng(20551).normals(7 * 3));
const row = (n: number): number[] => [...values.subarray(3 * n, 3 * n + 3)];

describe("rows of a table on WebAssembly", () => {
  it("are copied to the last bit, in the order asked for, some of them twice", async () => {
    const asked = [6, 0, 3, 3, 0];
    const found = tf.tidy(() => tf.gather(tf.tensor2d(values, [7, 3]), tf.tensor1d(asked, "int32")));
    expect(found.shape).toEqual([5, 3]);
    expect([...(await found.data())]).toEqual(asked.flatMap(row));
    found.dispose();
  });

  it("are right where making them moves the memory of the backend", async () => {
    const count = 400_000;
    const asked = Int32Array.from({ length: count }, (_, k) => k % 7);
    const found = tf.tidy(() => tf.gather(tf.tensor2d(values, [7, 3]), tf.tensor1d(asked, "int32")));
    const data = await found.data();
    for (const k of [0, 1, 123_456, count - 1]) expect([...data.slice(3 * k, 3 * k + 3)]).toEqual(row(k % 7));
    found.dispose();
  });

  it("leave other axes, shapes and types to the package", async () => {
    const columns = tf.tidy(() => tf.gather(tf.tensor2d(values, [7, 3]), tf.tensor1d([2, 0], "int32"), 1));
    expect([...(await columns.data())]).toEqual([0, 1, 2, 3, 4, 5, 6].flatMap((n) => [row(n)[2]!, row(n)[0]!]));
    const whole = tf.tidy(() => tf.gather(tf.tensor2d([1, 2, 3, 4], [2, 2], "int32"), tf.tensor1d([1], "int32")));
    expect([...(await whole.data())]).toEqual([3, 4]);
    tf.dispose([columns, whole]);
  });

  it("refuse numbers that are no row", () => {
    expect(() => tf.tidy(() => tf.gather(tf.tensor2d(values, [7, 3]), tf.tensor1d([7], "int32")))).toThrow(/GatherV2/);
  });
});
