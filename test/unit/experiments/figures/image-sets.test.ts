import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { imageSet, loadImageSets } from "../../../../src/experiments/figures/image-sets.ts";
import { empiricalMoments } from "../../../../src/linear-models/index.ts";
import { seededRng } from "../../../../src/numerics/index.ts";
import { diskLoader } from "../../../support/data-loader.ts";
import { imageFile } from "../../../support/image-files.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const rng = seededRng(601);
const { asset } = diskLoader;

/** An IDX file of unsigned bytes. */
function idx(shape: readonly number[], value: (i: number) => number): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x0800 + shape.length, 0);
  shape.forEach((size, d) => {
    header.writeUInt32BE(size, 4 + 4 * d);
  });
  const count = shape.reduce((a, b) => a * b, 1);
  return Buffer.concat([header, Buffer.from(Array.from({ length: count }, (_, i) => value(i)))]);
}

const loaded = (bytes: Uint8Array, path: string = "/some/folder/cats-images-idx3-ubyte.gz") =>
  loadImageSets({ asset, read: () => Promise.resolve(bytes) }, [path], rng);

describe("loadImageSets", () => {
  it("always has the digits, in halves on the scale of the first", async () => {
    const [digits, ...others] = await loadImageSets(diskLoader, [], rng);
    expect(others).toEqual([]);
    expect(digits!.title).toBe("digits 8 × 8");
    expect([digits!.train.count, digits!.heldOut.count, digits!.train.dim]).toEqual([898, 899, 64]);
    const { mean, covariance } = empiricalMoments(digits!.train);
    mean.forEach((value) => {
      expectClose(value, 0, rounding(1, 4000));
    });
    const trace = Array.from({ length: 64 }, (_, d) => covariance.values[65 * d]!).reduce((a, b) => a + b, 0);
    expectClose(trace, 64, rounding(64, 4000));
  });

  it("shrinks larger images by means over 2 × 2 pixels, and says so", async () => {
    const [, cats] = await loaded(gzipSync(idx([6, 28, 28], (i) => (i * 37) % 251)));
    expect(cats!.title).toBe("cats 14 × 14");
    expect(cats!.description).toBe("cats (3 + 3 images of 14 × 14, means over 2 × 2 of 28 × 28 pixels)");
    expect(cats!.train.dim).toBe(196);
  });

  it("splits by its stream alone, and uses every image once", () => {
    const images = { count: 5, dim: 1, values: Float64Array.of(1, 2, 3, 4, 5) };
    const split = imageSet(seededRng(7), "numbers", images);
    expect(imageSet(seededRng(7), "numbers", images)).toEqual(split);
    const all = [...split.train.values, ...split.heldOut.values].sort((a, b) => a - b);
    const step = all[1]! - all[0]!;
    all.forEach((value, k) => {
      expectClose(value - all[0]!, k * step, rounding(5));
    });
  });

  it("refuses files that are missing, damaged or no square images, naming path and rule", async () => {
    const missing = join("no", "such", "file.gz");
    await expect(loadImageSets(diskLoader, [missing], rng)).rejects.toThrow(
      /validate-images: data = "no.such.file.gz" must be a file that can be read: ENOENT/,
    );
    const whole = gzipSync(idx([6, 4, 4], (i) => i));
    const damaged =
      '/some/folder/cats-images-idx3-ubyte.gz" must be a CSV or IDX file of square images in good order: ';
    await expect(loaded(whole.subarray(0, whole.length - 9))).rejects.toThrow(`${damaged}decompress`);
    await expect(loaded(idx([6, 4, 4], (i) => i).subarray(0, 50))).rejects.toThrow(/50 bytes.*truncated/);
    await expect(loaded(Buffer.from("not,a\nnumber,1\n"))).rejects.toThrow(/good order/);
    await expect(loaded(idx([6, 4, 5], (i) => i))).rejects.toThrow(/dim = 20 must be a square number/);
    await expect(loaded(idx([3, 4, 4], (i) => i))).rejects.toThrow(/images = 3 must be at least 4/);
    await expect(loaded(idx([6, 4, 4], () => 9))).rejects.toThrow(/images that differ from each other/);
  });

  for (const [file, title] of [
    ["mnist-10k-images-idx3-ubyte.gz", "mnist-10k 14 × 14"],
    ["fashion-mnist-t10k-images-idx3-ubyte.gz", "fashion-mnist-t10k 14 × 14"],
  ] as const) {
    const path = imageFile(file);
    it.skipIf(path === null)(
      `reads ${file}${path === null ? " (skipped: SCOREPATH_DATA does not hold it)" : ""}`,
      async () => {
        const [, set] = await loadImageSets(diskLoader, [path!], rng);
        expect(set!.title).toBe(title);
        expect([set!.train.count, set!.heldOut.count]).toEqual([5000, 5000]);
      },
    );
  }
});
