import { afterAll, describe, expect, it } from "vitest";
import { runFigure } from "../../src/experiments/index.ts";
import { diskLoader } from "../support/data-loader.ts";
import { workerThreads } from "../support/worker-threads.ts";

const parallel = workerThreads();
afterAll(() => parallel.close());
const context = { parallel, loader: diskLoader, provenance: { version: "0", command: "test", node: "test" } };

describe("the tables of four points in the plane", () => {
  it.each([
    ["accurate", 500, 33 + 6],
    ["published", 25, 33 + 12],
  ] as const)("are met within four combined standard errors, %s scheme, %d models", async (scheme, models, rows) => {
    const { references, panels } = await runFigure("gtv-fig3", { scheme, models }, context);
    expect(panels).toHaveLength(12);
    expect(references).toHaveLength(rows);
    expect(references.filter(({ z }) => !(Math.abs(z) <= 4))).toEqual([]);
  });
});
