import { afterAll, describe, expect, it } from "vitest";
import { runFigure } from "../../src/experiments/index.ts";
import { diskLoader } from "../support/data-loader.ts";
import { workerThreads } from "../support/worker-threads.ts";

const parallel = workerThreads();
afterAll(() => parallel.close());
const context = { parallel, loader: diskLoader, provenance: { version: "0", command: "test", node: "test" } };

describe("the decomposition of the gap mass at two cutoff times", () => {
  it("is met within four combined standard errors by every law on the path of the budget", async () => {
    const { references } = await runFigure("gtv-budget", { scheme: "accurate", models: 300 }, context);
    expect(references).toHaveLength(3 + 8 * 3);
    expect(references.filter(({ z }) => !(Math.abs(z) <= 4))).toEqual([]);
  });
});
