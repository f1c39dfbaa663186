import { describe, expect, it } from "vitest";
import { type Rng, seededRng } from "../../src/numerics/index.ts";
import {
  type ClaimTest,
  judgeFamily,
  orderingClaim,
  scalarClaim,
  slopeClaim,
  trendClaim,
} from "../../src/validate/index.ts";
import { anyRates, exactly, measured, setting } from "../support/edge-claims.ts";

// Rates of error against their level at five binomial standard errors, on one side: false alarms 3e-7 each.
const seed = 30803;
const rng = seededRng(seed);

const confidence = 0.9;
const repetitions = 1000;
const binomialError = (rate: number): number => Math.sqrt((rate * (1 - rate)) / repetitions);

describe("verdicts on claims at the edge", () => {
  for (const models of [6, 40]) {
    it(`with ${models} models any claim is shown as passed, or any as failed, no more often than stated`, () => {
      const judging = { confidence, correction: "holm" } as const;
      const most = 1 - confidence + 5 * binomialError(1 - confidence);
      const { passed, failed } = anyRates(rng.split(`edge/${models}`), repetitions, models, judging);
      expect(passed, "family-wise rate of false passes").toBeLessThan(most);
      expect(failed, "family-wise rate of false failures").toBeLessThan(most);
      // The correction must not be so wide that nothing is ever decided: nine independent claims, some conservative.
      expect(passed).toBeGreaterThan(0.3 * (1 - confidence));
      expect(failed).toBeGreaterThan(0.3 * (1 - confidence));
    });
  }

  it("without the correction some claim of nine is in error far more often: the correction is needed", () => {
    const { passed } = anyRates(rng.split("uncorrected"), repetitions, 40, { confidence, correction: "none" });
    expect(passed).toBeGreaterThan(1 - confidence + 5 * binomialError(1 - confidence));
  });
});

describe("the power of a test", () => {
  const passedRate = (once: (stream: Rng) => ClaimTest, name: string): number => {
    const [rounds, judging] = [300, { confidence, correction: "holm" } as const];
    let passed = 0;
    for (let r = 0; r < rounds; r++)
      if (judgeFamily([once(rng.split(name, r))], judging)[0]!.status === "passed") passed++;
    return passed / rounds;
  };
  const ladder = [5, 20, 80] as const;
  const cases: readonly (readonly [string, (stream: Rng, models: number) => ClaimTest])[] = [
    [
      "equivalence",
      (stream, models) =>
        scalarClaim({
          ...setting(models),
          found: measured(stream, 0, models),
          expected: exactly(0),
          rule: { kind: "equivalence", bound: 0.4 },
        }),
    ],
    [
      "ordering",
      (stream, models) =>
        orderingClaim({
          ...setting(models),
          values: [0, 0.5, 1].map((y, k) => measured(stream.split("y", k), y, models)),
        }),
    ],
    [
      "trend",
      (stream, models) =>
        trendClaim({
          ...setting(models),
          values: [0.6, 0.4, 0.2, 0].map((y, k) => measured(stream.split("y", k), y, models)),
          direction: "falling",
        }),
    ],
    [
      "slope",
      (stream, models) =>
        slopeClaim({
          ...setting(models),
          x: [1, 4, 16],
          values: [4, 2, 1].map((y, k) => measured(stream.split("y", k), y, models, 0.4 * y)),
          low: -0.65,
          high: -0.35,
        }),
    ],
  ];

  it.each(cases)("of %s grows with the number of models, to near certainty", (name, once) => {
    const rates = ladder.map((models) => passedRate((stream) => once(stream, models), `${name}/${models}`));
    // 300 rounds know a rate to 3 %; rungs differ by a factor of four in the models.
    expect(rates[1]!).toBeGreaterThan(rates[0]! + 0.1);
    expect(rates[2]!).toBeGreaterThan(rates[1]!);
    expect(rates[2]!).toBeGreaterThan(0.9);
  });
});
