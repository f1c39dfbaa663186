import { expect, it } from "vitest";
import { openblasAlgebra } from "../../src/cli/openblas-algebra.ts";
import { openblasAdvice, openblasLibrary } from "../../src/cli/openblas-algebra-library.ts";
import { mlMatrixAlgebra, typedArrayAlgebra, wasmAlgebra } from "../../src/numerics/index.ts";
import { denseAlgebraContract } from "./dense-algebra.contract.ts";
import { denseAlgebraBlocks } from "./dense-algebra-blocks.contract.ts";
import { denseAlgebraManners } from "./dense-algebra-manners.contract.ts";

const openblas = await openblasAlgebra();
if (openblas === null) process.stderr.write(`the laws were not tested on OpenBLAS, not found: ${openblasAdvice}\n`);

it("OpenBLAS takes part exactly where the machine has one", async () => {
  expect(openblas === null).toBe((await openblasLibrary()) === null);
});

for (const engine of [mlMatrixAlgebra, typedArrayAlgebra, wasmAlgebra, ...(openblas === null ? [] : [openblas])]) {
  denseAlgebraContract(engine);
  denseAlgebraBlocks(engine);
  denseAlgebraManners(engine, engine === mlMatrixAlgebra ? typedArrayAlgebra : mlMatrixAlgebra);
}
