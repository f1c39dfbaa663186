import fc from "fast-check";
import { describe } from "vitest";
import { namedData, namedDataNames, pointMasses } from "../../src/core/index.ts";
import { mixture, pointSet, uniform } from "../support/arbitraries.ts";
import { dataDistributionContract } from "./data-distribution.contract.ts";

const seed = 20102;
const dim = fc.integer({ min: 1, max: 5 });

const weighted = dim.chain(pointSet).chain((set) => {
  const weights = fc.array(uniform(0.1, 2), { minLength: set.count, maxLength: set.count });
  return weights.map((each) => pointMasses(set, each));
});

describe("every data distribution obeys the laws", () => {
  dataDistributionContract("Gaussian mixtures", dim.chain(mixture), seed);
  dataDistributionContract("weighted point masses", weighted, seed);
  const named = fc.constantFrom(...namedDataNames).map((name) => namedData(name));
  dataDistributionContract("named sets", named, seed);
});
