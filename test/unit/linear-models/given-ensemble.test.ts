import { describe, expect, it } from "vitest";
import { givenEnsemble, trainCoefficients } from "../../../src/linear-models/index.ts";
import { matrix, seededRng } from "../../../src/numerics/index.ts";
import {
  denoiserModel,
  fewBumps,
  gentleSchedule,
  lineMixture,
  processOf,
  statesOf,
} from "../../support/linear-models.ts";

const seed = 20615;

describe("an ensemble of given models", () => {
  const process = processOf(lineMixture, gentleSchedule);
  const model = denoiserModel(fewBumps(), gentleSchedule);
  const coefficients = trainCoefficients(seededRng(seed), model, process, 0, 3);
  const ensemble = givenEnsemble(model, process, coefficients);
  const { x } = statesOf([[0.3, 0.2]], 1);

  it("draws each of them and nothing else, and says so", () => {
    const drawn = new Set(
      Array.from({ length: 60 }, (_, k) => ensemble.draw(seededRng(seed).split(`${k}`)).score(x, 0.2)[0]!),
    );
    expect(drawn.size).toBe(3);
    expect(ensemble.name).toBe("3 given models, drawn with equal chances");
  });

  it("has to fit its model", () => {
    expect(() => givenEnsemble(model, process, matrix(3, 5))).toThrow("a row must have F·D numbers");
    expect(() => givenEnsemble(model, process, matrix(1, 6))).toThrow("models = 1 must be at least 2");
  });
});
