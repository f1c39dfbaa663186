import type { TrainingBackend } from "../../validate/index.ts";

/** What a measurement on trained networks is given beside its setting. */
export interface MeasurementRun {
  readonly backend: TrainingBackend;
  readonly seed: number;
  /** Seconds since the measurement began, by whoever has a clock. */
  readonly elapsed: () => number;
  /** The measurement ends itself soon after so many seconds, with what it has. */
  readonly limitSeconds: number;
  /** Bytes that the members trained together may take; the backend's own limit by default. */
  readonly memoryLimit?: number;
  /** Called with everything found so far, each time that there is more. */
  readonly onFound: (found: unknown) => void;
  readonly onProgress: (words: string) => void;
}

/** An array in few characters: little-endian float32 in base64, with its shape. */
export interface PackedArray {
  readonly shape: readonly number[];
  readonly float32: string;
}

/** Packs numbers; float32 rounding. */
export function packArray(values: ArrayLike<number>, shape: readonly number[]): PackedArray {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i]!, true);
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x6000) text += String.fromCharCode(...bytes.subarray(i, i + 0x6000));
  return { shape, float32: btoa(text) };
}

/** The numbers of a packed array. */
export function unpackArray({ float32 }: PackedArray): Float64Array {
  const text = atob(float32);
  const view = new DataView(Uint8Array.from(text, (letter) => letter.charCodeAt(0)).buffer);
  return Float64Array.from({ length: text.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}
