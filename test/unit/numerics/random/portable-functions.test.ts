import { describe, it } from "vitest";
import { portableExp, portableLog } from "../../../../src/numerics/random/portable-functions.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

describe("portable functions", () => {
  it("agree with the engine's to two units in the last place", () => {
    for (let i = -700; i <= 700; i++) {
      const x = i * 0.99731;
      expectClose(portableExp(x), Math.exp(x), rounding(Math.exp(x), 2), `exp(${x})`);
    }
    for (let i = 1; i < 4000; i++) {
      const x = 2 ** ((i - 2000) / 2.1);
      expectClose(portableLog(x), Math.log(x), rounding(Math.log(x), 2), `log(${x})`);
    }
  });
});
