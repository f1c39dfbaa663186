import { ArgumentError, closestName } from "../../core/index.ts";
import { useExplicitTranspose } from "./explicit-transpose.ts";
import {
  BackendError,
  type BackendName,
  backendNames,
  type ComputeAdapter,
  type PackageSource,
  type Tensorflow,
  type TrainingBackend,
} from "./training-backend.ts";
import { useCheckedAllocation } from "./wasm-checked-allocation.ts";
import { useRowGather } from "./wasm-row-gather.ts";
import { useStackedProduct } from "./wasm-stacked-product.ts";
import { webgpuAdapter } from "./webgpu-adapter.ts";

/** What to do where a backend is missing. */
export const backendAdvice: Readonly<Record<BackendName, string>> = {
  "tfjs-node-gpu": "npm install @tensorflow/tfjs-node-gpu@4.22.0 (Node 20 or 22, CUDA 11.2 and cuDNN 8.1)",
  "tfjs-node": "npm install @tensorflow/tfjs-node@4.22.0 (Node 20 or 22)",
  webgpu:
    "npm install webgpu@0.6.2 @tensorflow/tfjs-backend-webgpu@4.22.0, a Vulkan driver and its loader (apt install libvulkan1)",
  wasm: "npm install @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0",
  cpu: "npm install @tensorflow/tfjs@4.22.0",
};

const gibibyte = 2 ** 30;

/**
 * Opens a backend by name, or the best one that this machine has: a TensorFlow library, then a real WebGPU adapter, then
 * WebAssembly, then plain JavaScript. A software adapter is taken only when `webgpu` is asked for by name.
 *
 * @throws BackendError when the backend is not there, saying what to install
 * @throws ArgumentError for an unknown name
 */
export async function openBackend(name: string, packages: PackageSource): Promise<TrainingBackend> {
  if (name !== "auto") return openNamed(checkedName(name), packages);
  const reasons: string[] = [];
  for (const candidate of backendNames) {
    try {
      const backend = await openNamed(candidate, packages);
      if (candidate === "cpu" || !backend.adapter.software) return backend;
      reasons.push(`${candidate}: ${backend.adapter.description} is a software adapter`);
    } catch (error) {
      reasons.push((error as Error).message);
    }
  }
  throw new BackendError("auto", reasons.join("; "), backendAdvice.wasm);
}

function checkedName(name: string): BackendName {
  const known = backendNames.find((candidate) => candidate === name);
  if (known !== undefined) return known;
  const near = closestName(name, backendNames);
  const hint = near === null ? "" : `; did you mean "${near}"?`;
  throw new ArgumentError("openBackend", "backend", name, `auto or one of ${backendNames.join(", ")}${hint}`);
}

async function openNamed(name: BackendName, packages: PackageSource): Promise<TrainingBackend> {
  switch (name) {
    case "tfjs-node-gpu":
    case "tfjs-node":
      return openLibrary(name, packages);
    case "webgpu":
      return openWebgpu(packages);
    case "wasm":
      return openWasm(packages);
    case "cpu": {
      const tf = await tensorflow("cpu", packages);
      return activated(name, "cpu", tf, { description: "plain JavaScript", vendor: "none", software: true }, gibibyte);
    }
  }
}

async function openLibrary(name: "tfjs-node-gpu" | "tfjs-node", packages: PackageSource): Promise<TrainingBackend> {
  const tf = unwrapped<Tensorflow>(await loaded(name, `@tensorflow/${name}`, packages));
  await tf.ready();
  const library = tf.backend() as { readonly isUsingGpuDevice?: boolean };
  const onGpu = library.isUsingGpuDevice === true;
  const description = onGpu ? "TensorFlow library on a CUDA device" : "TensorFlow library on the processor";
  const software = name === "tfjs-node-gpu" && !onGpu;
  return activated(name, "tensorflow", tf, { description, vendor: "tensorflow", software }, 4 * gibibyte);
}

async function openWebgpu(packages: PackageSource): Promise<TrainingBackend> {
  const adapter = await webgpuAdapter(packages);
  const tf = await tensorflow("webgpu", packages);
  await loaded("webgpu", "@tensorflow/tfjs-backend-webgpu", packages);
  // Long queues: a training step is a hundred small programs, and handing them over costs as much as running them.
  tf.env().set("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE", 40);
  useExplicitTranspose(tf);
  return activated("webgpu", "webgpu", tf, adapter, 8 * gibibyte);
}

async function openWasm(packages: PackageSource): Promise<TrainingBackend> {
  const tf = await tensorflow("wasm", packages);
  const packageName = "@tensorflow/tfjs-backend-wasm";
  const wasm = unwrapped<{ setWasmPaths(folder: string): void }>(await loaded("wasm", packageName, packages));
  if (tf.getBackend() !== "wasm" && !opened.has(tf)) wasm.setWasmPaths(packages.wasmFolder(packageName));
  opened.add(tf);
  useExplicitTranspose(tf);
  const adapter = { description: "WebAssembly with SIMD, one thread", vendor: "xnnpack", software: false };
  const backend = await activated("wasm", "wasm", tf, adapter, gibibyte);
  useCheckedAllocation(tf);
  useStackedProduct(tf);
  useRowGather(tf);
  return backend;
}

/** Modules whose WebAssembly files have been located; a second call is an error of the package. */
const opened = new WeakSet<Tensorflow>();

/** A backend after it has been made the current one once. */
async function activated(
  name: BackendName,
  engine: string,
  tf: Tensorflow,
  adapter: ComputeAdapter,
  memoryLimit: number,
): Promise<TrainingBackend> {
  const backend: TrainingBackend = {
    name,
    tf,
    adapter,
    memoryLimit,
    async activate() {
      const accepted = await tf.setBackend(engine).catch((error: Error) => {
        throw new BackendError(name, error.message, backendAdvice[name]);
      });
      await tf.ready();
      const inUse = tf.getBackend();
      if (!accepted || inUse !== engine)
        throw new BackendError(name, `TensorFlow.js uses ${inUse} instead`, backendAdvice[name]);
    },
    memory() {
      const { numTensors, numBytes } = tf.memory();
      return { tensors: numTensors, bytes: numBytes };
    },
  };
  await backend.activate();
  return backend;
}

async function tensorflow(name: BackendName, packages: PackageSource): Promise<Tensorflow> {
  const tf = unwrapped<Tensorflow>(await loaded(name, "@tensorflow/tfjs", packages));
  // Without checks and advice on the console.
  tf.enableProdMode();
  return tf;
}

async function loaded(backend: BackendName, name: string, packages: PackageSource): Promise<unknown> {
  try {
    return await packages.load(name);
  } catch (error) {
    throw new BackendError(backend, `${name} cannot be loaded: ${(error as Error).message}`, backendAdvice[backend]);
  }
}

/** The module itself, where an importer wraps CommonJS in a default export. */
function unwrapped<Module>(module: unknown): Module {
  const { default: inner } = module as { default?: Module };
  return inner ?? (module as Module);
}
