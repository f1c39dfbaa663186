import { describe, expect, it } from "vitest";
import { namedData } from "../../../src/core/index.ts";
import { seededRng } from "../../../src/numerics/index.ts";
import { deterministicEnsemble } from "../../../src/path-integral/index.ts";
import { noisedMarginal } from "../../../src/theory/index.ts";
import { smallProcess, someStates } from "../../support/small-models.ts";

const seed = 30503;

describe("the ensemble of one field", () => {
  const process = smallProcess(namedData("four-points"));
  const { scoreField, score } = noisedMarginal(process.data, process.schedule);
  const ensemble = deterministicEnsemble("exact", scoreField);
  const at = someStates(process);

  it("has that field as mean, at states of different times", () => {
    expect(ensemble.meanScore(at).values).toEqual(score(at));
  });

  it("draws the field itself", () => {
    expect(ensemble.draw(seededRng(seed))).toBe(scoreField);
  });

  it("has a covariance of zeros of the right shape", () => {
    const { rows, cols, values } = ensemble.scoreCovariance(at, at);
    expect([rows, cols, values.length]).toEqual([12, 12, 144]);
    expect(values.every((value) => value === 0)).toBe(true);
  });
});
