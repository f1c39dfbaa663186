import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { weightsFromFile } from "../../src/linear-models/index.ts";
import { expectClose, rounding } from "../support/tolerance.ts";

const read = (name: string): Uint8Array => readFileSync(new URL(`weights/${name}`, import.meta.url));
const { weights, single } = JSON.parse(new TextDecoder().decode(read("weights.json"))) as {
  weights: number[][][];
  single: number[][];
};
const shape = { featureCount: 6, dim: 2 };

describe("weights written by NumPy come back number by number", () => {
  it.each([
    ["stored, C order, the array named weights among others", "stored.npz", shape],
    ["deflated, Fortran order", "deflated.npz", shape],
    ["big-endian, axes E, D, F", "big-endian.npz", { ...shape, layout: "EDF" as const, entry: "w" }],
    ["as JSON", "weights.json", { ...shape, entry: "weights" }],
  ])("%s", async (_what, name, options) => {
    const found = await weightsFromFile(read(name), name, options);
    expect([found.rows, found.cols]).toEqual([5, 12]);
    expect(Array.from(found.values)).toEqual(weights.flat(2));
  });

  it("in single precision, to its rounding", async () => {
    const found = await weightsFromFile(read("float32.npz"), "float32.npz", shape);
    weights.flat(2).forEach((value, i) => {
      expectClose(found.values[i]!, value, rounding(value, 2 ** 29), `number ${i}`);
    });
  });

  it("a single .npy of one output without its axis", async () => {
    const found = await weightsFromFile(read("single.npy"), "single.npy", { featureCount: 6, dim: 1 });
    expect(Array.from(found.values)).toEqual(single.flat());
  });
});

describe("what cannot be weights is refused with the file, the entry and the rule", () => {
  const refusal = async (name: string, options: Parameters<typeof weightsFromFile>[2], bytes = read(name)) =>
    weightsFromFile(bytes, name, options).then(
      () => "accepted",
      (error: Error) => error.message,
    );

  it.each([
    [
      "stored.npz",
      { ...shape, entry: "weigths" },
      'stored.npz: entry = "weigths" must be one of weights, other; did you mean "weights"?',
    ],
    ["stored.npz", { ...shape, featureCount: 7 }, 'stored.npz, entry "weights"'],
    ["stored.npz", { ...shape, featureCount: 7 }, 'layout "EFD" is [E, F, D] with F = 7, D = 2'],
    ["big-endian.npz", shape, 'it fits the layout "EDF"'],
    ["integers.npz", shape, "'<f4', '<f8', '>f4' or '>f8'"],
    ["single.npy", shape, "[4, 6]"],
  ])("%s with %o", async (name, options, part) => {
    expect(await refusal(name, options)).toContain(part);
  });

  it("a damaged archive, wherever it is cut or changed", async () => {
    const whole = read("deflated.npz");
    for (const length of [0, 3, 30, 100, whole.length - 1]) {
      expect(await refusal("cut.npz", shape, whole.slice(0, length)), `cut to ${length}`).toMatch(/cut\.npz/);
    }
    const stored = read("stored.npz");
    const changed = stored.slice();
    changed[200]! ^= 1;
    expect(await refusal("changed.npz", shape, changed)).toContain("checksum");
    const other = stored.slice();
    // The method in the directory record of the first entry: "PK\1\2", then 10 bytes on.
    const at = Buffer.from(other).indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    other[at + 10] = 12;
    expect(await refusal("bzip.npz", shape, other)).toContain(
      "compression method = 12 must be 0 (stored) or 8 (deflated)",
    );
  });

  it("lists that are ragged, hold no numbers, or are not named", async () => {
    const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
    const one = { featureCount: 2, dim: 1 };
    expect(await refusal("a.json", one, json([[1, 2], [3]]))).toContain(
      'a.json: list[1] = "1 items" must be a list of 2 items',
    );
    expect(
      await refusal(
        "a.json",
        one,
        json([
          [1, 2],
          [3, null],
        ]),
      ),
    ).toContain("list[1][1] = null must be a finite number");
    expect(await refusal("a.json", one, json({ a: [[1, 2]], b: [[1, 2]] }))).toContain('one named "weights"');
    expect(await refusal("a.json", one, json({}))).toContain("at least one array");
    expect(await refusal("a.json", one, json([[1, 2]]))).toContain("models = 1 must be at least 2");
    expect(await refusal("a.txt", one, new TextEncoder().encode("weights"))).toContain("a .npz, .npy or JSON file");
  });
});
