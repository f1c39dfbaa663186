import { describe, expect, it } from "vitest";
import { measuredAlgebra } from "../support/algebra-accuracy.ts";
import { everyEngine } from "../support/engines.ts";

const engines = await everyEngine();

describe("dense algebra against mpmath at 50 digits (generate-algebra.py)", () => {
  for (const engine of engines) {
    it(`${engine.name}: every method errs by no more than its analysis allows, on every class of matrix`, () => {
      const rows = measuredAlgebra(engine);
      expect(new Set(rows.map(({ kind }) => kind)).size).toBe(7);
      for (const { method, unit, kind, n, error, bound } of rows)
        if (!(error <= bound)) throw new Error(`${method}, ${kind}, n = ${n}: ${error} of ${unit}, bound ${bound}`);
    });
  }
});
