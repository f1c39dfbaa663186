import { describe, it } from "vitest";
import { normalCdf, normalDensity } from "../../../../src/numerics/index.ts";
import { logNormalTail } from "../../../../src/path-integral/index.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

describe("logNormalTail", () => {
  it("is log Φ(−β) with its hazard, on both sides of zero and of the continued fraction", () => {
    for (const beta of [-3, 0, 1, 4.9, 5.1, 8]) {
      const { logTail, hazard } = logNormalTail(beta);
      expectClose(logTail, Math.log(normalCdf(-beta)), rounding(40, 64), `tail at ${beta}`);
      expectClose(hazard, normalDensity(beta) / normalCdf(-beta), rounding(10, 256), `hazard at ${beta}`);
    }
  });

  it("follows −β²/2 − log(β√2π) + log(1 − 1/β²) where the tail itself underflows", () => {
    const beta = 60;
    const { logTail } = logNormalTail(beta);
    const leading = -(beta ** 2) / 2 - Math.log(beta * Math.sqrt(2 * Math.PI)) + Math.log1p(-1 / beta ** 2);
    expectClose(logTail, leading, { bound: 4 / beta ** 4, reason: "the next term of the asymptotic series, 3/β⁴" });
  });
});
