import { ArgumentError } from "../../numerics/index.ts";

/** An array from a NumPy file. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** Row-major, whatever the order in the file. */
  readonly values: Float64Array;
}

/** Bytes before the header text, by the major version of the format. */
const headerStart: Readonly<Record<number, number>> = { 1: 10, 2: 12, 3: 12 };

/**
 * Reads a .npy file of floating-point numbers: versions 1 to 3, float32 and float64 of either byte order, C and Fortran order.
 *
 * @param bytes - the file
 * @param name - what errors call it
 * @accuracy exact
 * @throws ArgumentError when the file is no .npy, is cut off, holds another type, or a value that is not finite
 * @source NPY
 */
export function parseNpy(bytes: Uint8Array, name: string): NpyArray {
  const where = "parseNpy";
  const refuse = (what: string, value: unknown, rule: string): never => {
    throw new ArgumentError(where, `${name}: ${what}`, value, rule);
  };
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
  if (bytes.length < 12 || magic.some((byte, i) => bytes[i] !== byte))
    return refuse("first bytes", Array.from(bytes.subarray(0, 6)), "those of a .npy file, \\x93NUMPY");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = headerStart[bytes[6]!];
  if (start === undefined) return refuse("format version", bytes[6], "1, 2 or 3");
  const length = start === 10 ? view.getUint16(8, true) : view.getUint32(8, true);
  const data = start + length;
  if (bytes.length < data) return refuse("length", bytes.length, `at least ${data} bytes: the header is cut off`);
  const header = new TextDecoder("utf-8").decode(bytes.subarray(start, data));
  const type = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const sizes = /'shape'\s*:\s*\(([^)]*)\)/.exec(header)?.[1];
  if (type === undefined || order === undefined || sizes === undefined)
    return refuse("header", header.trim(), "a dictionary with descr, fortran_order and shape");
  const kind = /^([<>])f([48])$/.exec(type);
  if (kind === null) return refuse("type", type, "float32 or float64: '<f4', '<f8', '>f4' or '>f8'");
  const shape = sizes
    .split(",")
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .map(Number);
  if (shape.some((size) => !Number.isInteger(size) || size < 0)) return refuse("shape", sizes, "whole numbers");
  const little = kind[1] === "<";
  const width = Number(kind[2]);
  const count = shape.reduce((product, size) => product * size, 1);
  if (bytes.length - data !== count * width) {
    const rule = `${count * width} bytes for shape (${shape.join(", ")}) of ${width}-byte numbers`;
    return refuse("bytes after the header", bytes.length - data, rule);
  }
  const stored = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const at = data + i * width;
    const value = width === 8 ? view.getFloat64(at, little) : view.getFloat32(at, little);
    if (!Number.isFinite(value)) return refuse(`number ${i}`, value, "finite");
    stored[i] = value;
  }
  return { shape, values: order === "True" ? rowMajor(stored, shape) : stored };
}

/** Column-major numbers, first index fastest, in row-major order. */
function rowMajor(stored: Float64Array, shape: readonly number[]): Float64Array {
  const out = new Float64Array(stored.length);
  const index = new Array<number>(shape.length).fill(0);
  for (let i = 0; i < out.length; i++) {
    let at = 0;
    for (let d = shape.length - 1; d >= 0; d--) at = at * shape[d]! + index[d]!;
    out[i] = stored[at]!;
    for (let d = shape.length - 1; d >= 0; d--) {
      index[d]! += 1;
      if (index[d]! < shape[d]!) break;
      index[d] = 0;
    }
  }
  return out;
}
