import { BackendError, type ComputeAdapter, type PackageSource } from "./training-backend.ts";

/** The parts of WebGPU that are read here. */
interface Gpu {
  requestAdapter(options?: object): Promise<{
    readonly info: {
      readonly vendor: string;
      readonly architecture: string;
      readonly device: string;
      readonly description: string;
      readonly isFallbackAdapter?: boolean;
    };
  } | null>;
}

/** What the package `webgpu` (Dawn) exports. */
interface Dawn {
  create(options: readonly string[]): Gpu & { readonly wgslLanguageFeatures?: unknown };
  readonly globals: object;
}

const install = "npm install webgpu@0.6.2 @tensorflow/tfjs-backend-webgpu@4.22.0";
const driver = "install a Vulkan driver and its loader (apt install libvulkan1)";

/** Names under which processors pretend to be graphics cards. */
const softwareNames = /swiftshader|llvmpipe|lavapipe|basic render/i;

/**
 * The WebGPU adapter of this machine: the browser's own, or Dawn from the package `webgpu`, which is then put where
 * TensorFlow.js looks for it.
 *
 * @throws BackendError when there is neither, or no adapter
 */
export async function webgpuAdapter(packages: PackageSource): Promise<ComputeAdapter> {
  const gpu = await gpuOf(packages);
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter === null) throw new BackendError("webgpu", "no adapter", driver);
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const name = [device, description, architecture].filter((part) => part !== "").join(", ");
  return { description: name, vendor, software: isFallbackAdapter === true || softwareNames.test(name) };
}

async function gpuOf(packages: PackageSource): Promise<Gpu> {
  const here = (globalThis as { navigator?: { gpu?: Gpu } }).navigator?.gpu;
  if (here !== undefined) return here;
  let module: unknown;
  try {
    module = await packages.load("webgpu");
  } catch (error) {
    throw new BackendError("webgpu", `webgpu cannot be loaded: ${(error as Error).message}`, install);
  }
  const { create, globals } = module as Dawn;
  Object.assign(globalThis, globals);
  const gpu = create([]);
  Object.defineProperty(globalThis, "navigator", { value: { gpu, userAgent: "node" }, configurable: true });
  return gpu;
}
