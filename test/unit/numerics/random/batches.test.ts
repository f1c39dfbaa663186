import { describe, expect, it } from "vitest";
import { fillNormals, fillUniforms } from "../../../../src/numerics/random/batches.ts";
import { uniformsInto } from "../../../../src/numerics/random/xoshiro.ts";
import { normalsInto } from "../../../../src/numerics/random/ziggurat.ts";
import { withKernels } from "../../../support/with-engine.ts";

const pairs = [
  ["normals", fillNormals, normalsInto],
  ["uniforms", fillUniforms, uniformsInto],
] as const;

describe("batches", () => {
  for (const [name, fill, plain] of pairs)
    it(`of ${name} have the bits and leave the state of the TypeScript generator, for every length`, () => {
      for (const length of [0, 1, 127, 128, 129, 4095, 4096, 4097, 300_000]) {
        const [state, other] = [Int32Array.of(1, -2, 3, -4), Int32Array.of(1, -2, 3, -4)];
        const [found, expected] = [new Float64Array(length), new Float64Array(length)];
        withKernels(() => fill(found, state));
        plain(expected, other);
        // Compared as words: 300 000 normals pass the ends of layers and of the tail thousands of times.
        expect(Buffer.compare(Buffer.from(found.buffer), Buffer.from(expected.buffer))).toBe(0);
        expect(state).toEqual(other);
      }
    });
});
