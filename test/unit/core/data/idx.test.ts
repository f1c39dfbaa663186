import { describe, expect, it } from "vitest";
import { parseIdx, pointsFromIdx, rowsOf } from "../../../../src/core/index.ts";

/** An IDX file around elements that `write` puts, `size` bytes each. */
function idx(
  type: number,
  shape: number[],
  size: number,
  write: (view: DataView, offset: number, i: number) => void,
): Uint8Array {
  const header = 4 + 4 * shape.length;
  const count = shape.reduce((product, n) => product * n, 1);
  const bytes = new Uint8Array(header + count * size);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, type, shape.length]);
  shape.forEach((n, d) => {
    view.setUint32(4 + 4 * d, n);
  });
  for (let i = 0; i < count; i++) write(view, header + i * size, i);
  return bytes;
}

const signed = [-3, 0, 1, 100];
const images = idx(0x08, [2, 2, 3], 1, (view, offset, i) => view.setUint8(offset, 250 - i));

describe("parseIdx", () => {
  it("reads unsigned bytes as images, one point each", () => {
    const array = parseIdx(images);
    expect(array.shape).toEqual([2, 2, 3]);
    expect(rowsOf(pointsFromIdx(array))).toEqual([
      [250, 249, 248, 247, 246, 245],
      [244, 243, 242, 241, 240, 239],
    ]);
  });

  it.each([
    ["i8", 0x09, 1, (view: DataView, at: number, i: number) => view.setInt8(at, signed[i]!)],
    ["i16", 0x0b, 2, (view: DataView, at: number, i: number) => view.setInt16(at, signed[i]!)],
    ["i32", 0x0c, 4, (view: DataView, at: number, i: number) => view.setInt32(at, signed[i]!)],
    ["f32", 0x0d, 4, (view: DataView, at: number, i: number) => view.setFloat32(at, signed[i]!)],
    ["f64", 0x0e, 8, (view: DataView, at: number, i: number) => view.setFloat64(at, signed[i]!)],
  ])("reads %s, and one axis as points of one coordinate", (_, type, size, write) => {
    const set = pointsFromIdx(parseIdx(idx(type, [4], size, write)));
    expect([set.count, set.dim, ...set.values]).toEqual([4, 1, ...signed]);
  });

  it("reads a view into a larger buffer", () => {
    const larger = new Uint8Array(images.length + 7);
    larger.set(images, 7);
    expect(parseIdx(larger.subarray(7)).values).toEqual(parseIdx(images).values);
  });

  it("names the bytes expected and found", () => {
    expect(() => parseIdx(images.subarray(0, 20))).toThrow(
      'bytes = "20 bytes" must be 28 bytes for shape [2, 2, 3]: the file is truncated',
    );
    expect(() => parseIdx(Uint8Array.of(...images, 0))).toThrow(
      '"29 bytes" must be 28 bytes for shape [2, 2, 3]: the file is too long',
    );
    expect(() => parseIdx(images.subarray(0, 9))).toThrow('"9 bytes" must be at least 16: the header of 3 sizes');
    expect(() => parseIdx(images.subarray(0, 3))).toThrow('"3 bytes" must be at least the 4 bytes of a magic number');
    const huge = Uint8Array.of(0, 0, 8, 3, ...new Array<number>(12).fill(255));
    expect(() => parseIdx(huge)).toThrow("the file is truncated");
  });

  it("refuses another magic number, no dimension, empty images and what is not finite", () => {
    expect(() => parseIdx(Uint8Array.of(1, 0, 8, 1, 0, 0, 0, 0))).toThrow('magic = "0x01000801" must be 0x0000TTNN');
    expect(() => parseIdx(Uint8Array.of(0, 0, 10, 1, 0, 0, 0, 0))).toThrow('magic = "0x00000a01"');
    expect(() => parseIdx(Uint8Array.of(0, 0, 8, 0))).toThrow("at least one dimension");
    const nan = idx(0x0e, [2], 8, (view, offset) => view.setFloat64(offset, Number.NaN));
    expect(() => parseIdx(nan)).toThrow("element 0 = NaN must be a finite number");
    const empty = idx(0x08, [0, 4], 1, () => {});
    expect(() => pointsFromIdx(parseIdx(empty))).toThrow("shape = [0,4] must be of at least one value");
  });
});
