import { describe, expect, it } from "vitest";
import { installedPackages } from "../../../../src/cli/training-packages.ts";
import { openBackend, type PackageSource } from "../../../../src/validate/index.ts";
import { wasmBackend } from "../../../support/training.ts";

/** A machine on which nothing but the named packages is installed. */
function machineWith(...names: readonly string[]): PackageSource {
  return {
    ...installedPackages,
    load: (name) =>
      names.includes(name) ? installedPackages.load(name) : Promise.reject(new Error(`Cannot find package '${name}'`)),
  };
}

const tfjs = "@tensorflow/tfjs";

describe("opening a backend", () => {
  it("makes it the one in use, and says where it computes", async () => {
    const cpu = await openBackend("cpu", installedPackages);
    expect(cpu.tf.getBackend()).toBe("cpu");
    const wasm = await wasmBackend();
    expect(wasm.tf.getBackend()).toBe("wasm");
    expect(wasm.adapter).toMatchObject({ software: false });
    await cpu.activate();
    expect(cpu.tf.getBackend()).toBe("cpu");
  });

  it.each([
    ["tfjs-node", "npm install @tensorflow/tfjs-node@4.22.0"],
    ["tfjs-node-gpu", "npm install @tensorflow/tfjs-node-gpu@4.22.0"],
    ["webgpu", "npm install webgpu@0.6.2"],
    ["wasm", "npm install @tensorflow/tfjs@4.22.0"],
    ["cpu", "npm install @tensorflow/tfjs@4.22.0"],
  ])("%s says what to install where it is missing", async (name, advice) => {
    await expect(openBackend(name, machineWith())).rejects.toThrow(advice);
  });

  it("takes the best one that is there, and plain JavaScript last", async () => {
    const none = machineWith(tfjs, "@tensorflow/tfjs-backend-wasm");
    expect((await openBackend("auto", none)).name).toBe("wasm");
    expect((await openBackend("auto", machineWith(tfjs))).name).toBe("cpu");
    await expect(openBackend("auto", machineWith())).rejects.toThrow("backend auto");
  });

  it("refuses an unknown name and suggests the nearest", async () => {
    await expect(openBackend("web-gpu", installedPackages)).rejects.toThrow('did you mean "webgpu"?');
  });

  it("notices that TensorFlow.js took another backend instead", async () => {
    const wasm = await wasmBackend();
    const deaf = { ...wasm.tf, setBackend: async () => true, enableProdMode: () => {} };
    const packages = { ...installedPackages, load: async () => ({ default: deaf }) };
    await expect(openBackend("cpu", packages)).rejects.toThrow("TensorFlow.js uses wasm instead");
  });
});
