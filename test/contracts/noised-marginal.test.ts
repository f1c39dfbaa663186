import fc from "fast-check";
import { describe } from "vitest";
import { namedData, variancePreserving } from "../../src/core/index.ts";
import { noisedMarginal } from "../../src/theory/index.ts";
import { anyData, mixture, pointSet, publishedSchedule } from "../support/mixtures.ts";
import { noisedMarginalContract } from "./noised-marginal.contract.ts";

describe("the noised marginal obeys its laws", () => {
  const gentle = variancePreserving({ drift: "half-beta", cutoffTime: 0.1 });
  noisedMarginalContract(
    "three points",
    noisedMarginal,
    publishedSchedule(0.05),
    fc.constant(namedData("three-points")),
    101,
  );
  noisedMarginalContract("points on a line", noisedMarginal, gentle, pointSet(1), 102);
  noisedMarginalContract("mixtures on a line", noisedMarginal, gentle, mixture(1), 103);
  noisedMarginalContract("points and mixtures in 1 to 5 dimensions", noisedMarginal, gentle, anyData, 104);
});
