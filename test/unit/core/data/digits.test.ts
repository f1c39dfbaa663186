import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { digitsFromBytes } from "../../../../src/core/index.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const bytes = new Uint8Array(readFileSync(new URL("../../../../assets/digits.csv.gz", import.meta.url)));

describe("digitsFromBytes", () => {
  it("gives 1797 digits of 64 pixels from 0 to 16", async () => {
    const digits = await digitsFromBytes(bytes);
    expect([digits.count, digits.dim]).toEqual([1797, 64]);
    expect([...digits.values.subarray(0, 8)]).toEqual([0, 0, 5, 13, 9, 1, 0, 0]);
    expect([...new Set(digits.values)].sort((a, b) => a - b)).toEqual(Array.from({ length: 17 }, (_, k) => k));
  });

  it("three pixels are constant", async () => {
    const { values } = await digitsFromBytes(bytes);
    const constant = Array.from({ length: 64 }, (_, d) => d).filter((d) =>
      values.every((x, i) => i % 64 !== d || x === values[d]),
    );
    expect(constant).toEqual([0, 32, 39]);
  });

  it("scales pixels to [0, 1] or to mean 0 and variance 1", async () => {
    const unit = await digitsFromBytes(bytes, "unit");
    expect(Math.max(...unit.values)).toBe(1);
    const standard = await digitsFromBytes(bytes, "standard");
    let square = 0;
    for (const value of standard.values) square += value * value;
    expectClose(square / 1797, 61, rounding(61, 1797));
  });

  it("refuses the bytes of another table", async () => {
    await expect(digitsFromBytes(new TextEncoder().encode("1,2\n3,4"))).rejects.toThrow(
      "bytes is [2, 1], digits is [1797, 64]",
    );
  });
});
