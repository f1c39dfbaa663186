import { describe, expect, it } from "vitest";
import { decodeTrainingState, encodeTrainingState, type TrainingState } from "../../../../src/validate/index.ts";

const state: TrainingState = {
  step: 7,
  from: 2,
  to: 4,
  rows: { parameters: Float32Array.of(1, -2, 3.5, Number.NaN), velocity: Float32Array.of(0, 1, 2, 3) },
  losses: Float32Array.of(0.5, 0.25),
  failedAt: Int32Array.of(-1, 3),
};

describe("a stored training", () => {
  const bytes = encodeTrainingState("small", state);

  it("reads back as it was", () => {
    expect(decodeTrainingState("small", bytes)).toEqual(state);
  });

  it("has the same bytes each time", () => {
    expect(encodeTrainingState("small", state)).toEqual(bytes);
  });

  it.each([0, 3, 8, 20, 41])("is refused with a bit of byte %d turned over", (at) => {
    const damaged = bytes.slice();
    damaged[at]! ^= 4;
    expect(() => decodeTrainingState("small", damaged)).toThrow(/training state: bytes/);
  });

  it("is refused when a part is missing", () => {
    for (const length of [0, 10, 17, bytes.length - 1])
      expect(() => decodeTrainingState("small", bytes.subarray(0, length))).toThrow(/training state: bytes/);
  });

  it("is refused by another training", () => {
    expect(() => decodeTrainingState("large", bytes)).toThrow('"small" must be a state of the training large');
  });
});
