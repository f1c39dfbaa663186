import { expect, it } from "vitest";
import { openblasAlgebra } from "../../../src/cli/openblas-algebra.ts";
import { openblasAdvice, openblasLibrary } from "../../../src/cli/openblas-algebra-library.ts";
import { typedArrayAlgebra } from "../../../src/numerics/index.ts";
import { denseAlgebraContract } from "../../contracts/dense-algebra.contract.ts";
import { denseAlgebraBlocks } from "../../contracts/dense-algebra-blocks.contract.ts";
import { denseAlgebraManners } from "../../contracts/dense-algebra-manners.contract.ts";

const engine = await openblasAlgebra();

it("is there exactly when the library is, and leaves the environment as it was", async () => {
  const before = process.env.OPENBLAS_NUM_THREADS;
  const library = await openblasLibrary();
  expect(engine === null).toBe(library === null);
  expect(process.env.OPENBLAS_NUM_THREADS).toBe(before);
});

if (engine === null) {
  process.stderr.write(`openblas-algebra.test.ts: the laws were not tested, OpenBLAS not found: ${openblasAdvice}\n`);
} else {
  denseAlgebraContract(engine);
  denseAlgebraBlocks(engine);
  denseAlgebraManners(engine, typedArrayAlgebra);
}
