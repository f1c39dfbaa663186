import { describe, expect, it } from "vitest";
import { ArgumentError, seededRng } from "../../../src/numerics/index.ts";

const seed = 104;

describe("seededRng", () => {
  it("gives the same stream for the same seed, and for a number and its text", () => {
    expect(seededRng(seed).uniforms(5)).toEqual(seededRng(seed).uniforms(5));
    expect(seededRng(42).uniforms(5)).toEqual(seededRng("42").uniforms(5));
    expect(seededRng(-0).uniforms(5)).toEqual(seededRng(0).uniforms(5));
    expect(seededRng(1).uniforms(5)).not.toEqual(seededRng(2).uniforms(5));
  });

  it("splits by identity: neither the parent's state nor the order of splits matters", () => {
    const a = seededRng(seed);
    const early = a.split("x").normals(4);
    a.uniforms(1000);
    a.split("y").normal();
    expect(a.split("x").normals(4)).toEqual(early);
    expect(a.split("y").normals(4)).not.toEqual(early);
  });

  it("splits by name and index: each index another stream, none of them that of a name", () => {
    const a = seededRng(seed);
    const starts = [0, 1, 2, 2 ** 32 - 1].map((index) => a.split("x", index).uniform());
    starts.push(a.split("x").uniform(), a.split("x0").uniform(), a.split("x").split("0").uniform());
    starts.push(a.split("y", 0).uniform());
    expect(new Set(starts).size).toBe(starts.length);
    expect(a.split("x", 7).normals(4)).toEqual(seededRng(seed).split("x", 7).normals(4));
    for (const bad of [-1, 0.5, 2 ** 32, Number.NaN]) expect(() => a.split("x", bad)).toThrow(ArgumentError);
  });

  it("is not advanced by a split", () => {
    const a = seededRng(seed);
    const b = seededRng(seed);
    a.split("x").normals(100);
    expect(a.uniform()).toBe(b.uniform());
  });

  it("tells a path of names from a name with a slash", () => {
    expect(seededRng(seed).split("a").split("b").uniform()).not.toBe(seededRng(seed).split("a/b").uniform());
  });

  it("draws batches that equal single draws, in any mixture", () => {
    const batch = seededRng(seed);
    const single = seededRng(seed);
    const expected = [...batch.normals(300), ...batch.uniforms(300), ...batch.normals(1)];
    const found = Array.from({ length: 601 }, (_, i) => (i < 300 || i === 600 ? single.normal() : single.uniform()));
    expect(found).toEqual(expected);
  });

  it("stays inside the open interval and within the bound", () => {
    const rng = seededRng(seed);
    expect(rng.uniforms(10_000).every((u) => u > 0 && u < 1)).toBe(true);
    for (const bound of [1, 2, 7, 2 ** 31 + 1, 2 ** 32, 2 ** 32 + 1, 2 ** 53]) {
      for (let i = 0; i < 100; i++) {
        const k = rng.integer(bound);
        expect(Number.isInteger(k) && k >= 0 && k < bound).toBe(true);
      }
    }
  });

  it("refuses seeds, counts and bounds that are none", () => {
    const rng = seededRng(seed);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) expect(() => seededRng(bad)).toThrow(ArgumentError);
    for (const bad of [-1, 0.5, Number.NaN]) {
      expect(() => rng.uniforms(bad)).toThrow(ArgumentError);
      expect(() => rng.normals(bad)).toThrow(ArgumentError);
      expect(() => rng.integer(bad)).toThrow(ArgumentError);
    }
    expect(() => rng.integer(0)).toThrow(ArgumentError);
    expect(() => rng.integer(2 ** 54)).toThrow(ArgumentError);
  });
});
