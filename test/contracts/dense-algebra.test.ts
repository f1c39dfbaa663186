import { expect, it } from "vitest";
import { openblasLibrary } from "../../src/cli/openblas-algebra-library.ts";
import { mlMatrixAlgebra, typedArrayAlgebra } from "../../src/numerics/index.ts";
import { everyEngine } from "../support/engines.ts";
import { denseAlgebraContract } from "./dense-algebra.contract.ts";
import { denseAlgebraBlocks } from "./dense-algebra-blocks.contract.ts";
import { denseAlgebraManners } from "./dense-algebra-manners.contract.ts";

const engines = await everyEngine();

it("OpenBLAS takes part exactly where the machine has one", async () => {
  expect(engines.some(({ name }) => name === "openblas")).toBe((await openblasLibrary()) !== null);
});

for (const engine of engines) {
  denseAlgebraContract(engine);
  denseAlgebraBlocks(engine);
  denseAlgebraManners(engine, engine === mlMatrixAlgebra ? typedArrayAlgebra : mlMatrixAlgebra);
}
