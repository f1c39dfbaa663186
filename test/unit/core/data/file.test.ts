import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decompress, pointsFromFile, rowsOf } from "../../../../src/core/index.ts";

const csv = new TextEncoder().encode("x,y\n1,5\n2,5\n3,5\n");
const idx = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4);

describe("decompress", () => {
  it("undoes gzip and leaves other bytes alone", async () => {
    expect(await decompress(gzipSync(csv))).toEqual(csv);
    expect(await decompress(csv)).toBe(csv);
  });

  it("refuses cut off and corrupt gzip", async () => {
    const zipped = new Uint8Array(gzipSync(csv));
    await expect(decompress(zipped.subarray(0, 15))).rejects.toThrow(
      'decompress: bytes = "15 bytes" must be a whole gzip file',
    );
    await expect(decompress(zipped.map((byte, i) => (i > 12 ? byte ^ 0xff : byte)))).rejects.toThrow(
      "a whole gzip file",
    );
  });
});

describe("pointsFromFile", () => {
  it("tells CSV from IDX by the first bytes, gzipped or not", async () => {
    expect(rowsOf(await pointsFromFile(csv))).toEqual([
      [1, 5],
      [2, 5],
      [3, 5],
    ]);
    expect(rowsOf(await pointsFromFile(new Uint8Array(gzipSync(idx))))).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it("keeps the first points and standardises them", async () => {
    expect(rowsOf(await pointsFromFile(csv, { limit: 2, standardize: true }))).toEqual([
      [-1, 0],
      [1, 0],
    ]);
    expect((await pointsFromFile(csv, { limit: 9 })).count).toBe(3);
    await expect(pointsFromFile(csv, { limit: 0 })).rejects.toThrow("count = 0 must be a positive integer");
  });

  it("refuses bytes of neither kind", async () => {
    await expect(pointsFromFile(Uint8Array.of(0x89, 0x50, 0x4e, 0x47))).rejects.toThrow(
      'bytes = "89 50 4e 47 …" must be a CSV file',
    );
  });
});
