import { describe, expect, it } from "vitest";
import { installedPackages } from "../../../../src/cli/training-packages.ts";
import { compareBackends, openBackend } from "../../../../src/experiments/index.ts";

const networks = { hidden: [16, 16], batch: 32 };

describe("one training on two backends", () => {
  it("has in WebAssembly and in plain JavaScript losses that agree to four digits over 100 steps", async () => {
    const [wasm, cpu] = [await openBackend("wasm", installedPackages), await openBackend("cpu", installedPackages)];
    const found = await compareBackends(wasm, cpu, 20510, networks);
    expect(found.referenceBackend).toBe("cpu");
    expect(found.steps).toEqual([1, 10, 50, 100]);
    expect(found.losses[3]).toBeLessThan(found.losses[0]!);
    expect(found.largestDifference).toBeLessThanOrEqual(1e-4);
    expect(found.agrees).toBe(true);
  });

  it("does not agree where one backend computes something else", async () => {
    const wasm = await openBackend("wasm", installedPackages);
    const { tf } = wasm;
    // Off by one part in a thousand in one kind of operation.
    const square = ((x: never) => tf.mul(tf.square(x), 1.001)) as typeof tf.square;
    const odd = {
      ...wasm,
      tf: new Proxy(tf, { get: (of, key) => (key === "square" ? square : Reflect.get(of, key)) }),
    };
    const found = await compareBackends(odd, wasm, 20510, networks);
    expect(found.agrees).toBe(false);
    expect(found.largestDifference).toBeGreaterThan(5e-4);
  });
});
