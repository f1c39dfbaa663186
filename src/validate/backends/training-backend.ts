import type * as tensorflow from "@tensorflow/tfjs";

/** The TensorFlow.js module, whichever package it came from. */
export type Tensorflow = typeof tensorflow;

/** Backends by the name a user gives them, the preferred ones first. */
export const backendNames = ["tfjs-node-gpu", "tfjs-node", "webgpu", "wasm", "cpu"] as const;

/** A backend's name. */
export type BackendName = (typeof backendNames)[number];

/** Where a backend computes. */
export interface ComputeAdapter {
  /** As the driver calls it. */
  readonly description: string;
  readonly vendor: string;
  /** True where a device's programs run on the processor; such a run is never called a GPU run. */
  readonly software: boolean;
}

/** Where TensorFlow.js packages come from: passed in, since only their owner knows how to find files. */
export interface PackageSource {
  /** The module of a package; rejects when it is not installed. */
  load(name: string): Promise<unknown>;
  /** Folder that holds a package's WebAssembly files, with a slash at its end. */
  wasmFolder(name: string): string;
}

/**
 * A TensorFlow.js backend that is really in use: `activate` makes it the current one and asserts that it is.
 * All compute in float32.
 */
export interface TrainingBackend {
  readonly name: BackendName;
  readonly tf: Tensorflow;
  readonly adapter: ComputeAdapter;
  /** Bytes that one training may take where nothing else is said. */
  readonly memoryLimit: number;
  /** @throws BackendError when TensorFlow.js chose another backend instead */
  activate(): Promise<void>;
  /** Tensors alive, and the bytes they hold. */
  memory(): { readonly tensors: number; readonly bytes: number };
}

/** A backend that cannot be had, or has no memory for what was asked, with what to do about it. */
export class BackendError extends Error {
  override readonly name: string = "BackendError";
  readonly backend: string;
  readonly advice: string;

  constructor(backend: string, reason: string, advice: string) {
    super(`backend ${backend}: ${reason.replace(/\s*\n\s*/g, " ")}; ${advice}`);
    this.backend = backend;
    this.advice = advice;
  }
}
