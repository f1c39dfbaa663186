import { ArgumentError } from "../../numerics/index.ts";
import { type Points, points } from "../points.ts";

/** An array from an IDX file. */
export interface IdxArray {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float64Array;
}

type Read = (view: DataView, offset: number) => number;

/** Element types by the third byte of the magic number: bytes an element, and how to read one (big-endian). */
const types: Readonly<Record<number, { readonly size: number; readonly read: Read }>> = {
  8: { size: 1, read: (view, offset) => view.getUint8(offset) },
  9: { size: 1, read: (view, offset) => view.getInt8(offset) },
  11: { size: 2, read: (view, offset) => view.getInt16(offset) },
  12: { size: 4, read: (view, offset) => view.getInt32(offset) },
  13: { size: 4, read: (view, offset) => view.getFloat32(offset) },
  14: { size: 8, read: (view, offset) => view.getFloat64(offset) },
};

/**
 * Reads an IDX file, the format of MNIST: two zero bytes, element type, number of dimensions, sizes, elements.
 *
 * @param bytes - the file, decompressed
 * @throws ArgumentError when the magic number is wrong, the file too short or too long, or a value not finite
 * @source MNIST, file formats
 */
export function parseIdx(bytes: Uint8Array): IdxArray {
  const where = "parseIdx";
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const refuse = (argument: string, value: unknown, rule: string): never => {
    throw new ArgumentError(where, argument, value, rule);
  };
  if (bytes.length < 4) return refuse("bytes", `${bytes.length} bytes`, "at least the 4 bytes of a magic number");
  const magic = `0x${view.getUint32(0).toString(16).padStart(8, "0")}`;
  const type = types[bytes[2]!];
  if (bytes[0] !== 0 || bytes[1] !== 0 || type === undefined) {
    return refuse("magic", magic, "0x0000TTNN with a type TT of 08, 09, 0b, 0c, 0d or 0e");
  }
  const rank = bytes[3]!;
  if (rank === 0) return refuse("magic", magic, "of an array with at least one dimension");
  const header = 4 + 4 * rank;
  if (bytes.length < header)
    return refuse("bytes", `${bytes.length} bytes`, `at least ${header}: the header of ${rank} sizes`);
  const shape = Array.from({ length: rank }, (_, d) => view.getUint32(4 + 4 * d));
  const count = shape.reduce((product, size) => product * size, 1);
  const expected = header + count * type.size;
  if (bytes.length !== expected) {
    const state = bytes.length < expected ? "truncated" : "too long";
    return refuse(
      "bytes",
      `${bytes.length} bytes`,
      `${expected} bytes for shape [${shape.join(", ")}]: the file is ${state}`,
    );
  }
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const value = type.read(view, header + i * type.size);
    if (!Number.isFinite(value)) return refuse(`element ${i}`, value, "a finite number");
    values[i] = value;
  }
  return { shape, values };
}

/**
 * The rows of an IDX array: the first axis counts points, the others are flattened; one axis alone gives D = 1.
 *
 * @throws ArgumentError when the array is empty
 */
export function pointsFromIdx({ shape, values }: IdxArray): Points {
  if (values.length === 0) throw new ArgumentError("pointsFromIdx", "shape", shape, "of at least one value");
  const dim = shape.slice(1).reduce((product, size) => product * size, 1);
  return points(values, dim);
}
