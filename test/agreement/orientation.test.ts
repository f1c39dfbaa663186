import { afterAll, describe, expect, it } from "vitest";
import { runFigure } from "../../src/experiments/index.ts";
import { diskLoader } from "../support/data-loader.ts";
import { workerThreads } from "../support/worker-threads.ts";

const parallel = workerThreads();
afterAll(() => parallel.close());
const context = { parallel, loader: diskLoader, provenance: { version: "0", command: "test", node: "test" } };

describe("the tables of four points in the plane", () => {
  it("are met within four combined standard errors: masses of J1 and J0, and both kinds of ratio", async () => {
    const { references, panels } = await runFigure("gtv-fig3", { scheme: "accurate", models: 500 }, context);
    expect(panels).toHaveLength(12);
    expect(references).toHaveLength(45);
    expect(references.filter(({ z }) => !(Math.abs(z) <= 4))).toEqual([]);
  });
});
