import { describe, expect, it } from "vitest";
import { failure } from "../../../src/cli/exit-codes.ts";
import { buffersOf, describeError, restoreError } from "../../../src/cli/worker-messages.ts";
import { ArgumentError, SpecError } from "../../../src/core/index.ts";
import { NotPositiveDefiniteError } from "../../../src/numerics/index.ts";

/** An error as it arrives on the other side of a thread. */
const sent = (error: Error): Error => restoreError(structuredClone(describeError(error)));

describe("restoreError", () => {
  it("keeps class, message and fields of the errors that callers tell apart", () => {
    const spec = sent(new SpecError("$.a", 1, "2"));
    expect(spec).toBeInstanceOf(SpecError);
    expect(spec).toMatchObject({ name: "SpecError", path: "$.a", value: 1, rule: "2", message: "$.a: 1 must be 2" });
    expect(sent(new ArgumentError("f", "x", 1, "2"))).toBeInstanceOf(ArgumentError);
  });

  it("keeps message, name, fields and exit code of any error", () => {
    const error = sent(new NotPositiveDefiniteError("cholesky", 3, -1));
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: "NotPositiveDefiniteError", pivot: 3, value: -1 });
    expect(failure(error).code).toBe(2);
    expect(failure(sent(new TypeError("boom"))).line).toMatch(/^internal error: TypeError: boom/);
  });

  it("leaves out fields that cannot cross a thread", () => {
    const error = Object.assign(new Error("x"), { callback: () => 1, size: 3 });
    expect(describeError(error).fields).toEqual({ size: 3 });
  });
});

describe("buffersOf", () => {
  it("finds every buffer once, at any depth, and leaves views of larger buffers alone", () => {
    const whole = new Float64Array(4);
    const value = { a: [whole, { b: whole }], c: new Float64Array(8).subarray(1, 3), d: null, e: new Int32Array(2) };
    const found = buffersOf(value);
    expect(found).toHaveLength(2);
    expect(found).toContain(whole.buffer);
  });
});
