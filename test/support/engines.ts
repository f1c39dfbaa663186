import { openblasAlgebra } from "../../src/cli/openblas-algebra.ts";
import { openblasAdvice } from "../../src/cli/openblas-algebra-library.ts";
import { type DenseAlgebra, mlMatrixAlgebra, typedArrayAlgebra, wasmAlgebra } from "../../src/numerics/index.ts";

/** Every engine that this machine has; says so where OpenBLAS is missing. */
export async function everyEngine(): Promise<readonly DenseAlgebra[]> {
  const openblas = await openblasAlgebra();
  if (openblas === null) process.stderr.write(`OpenBLAS was not tested, it was not found: ${openblasAdvice}\n`);
  return [mlMatrixAlgebra, typedArrayAlgebra, wasmAlgebra, ...(openblas === null ? [] : [openblas])];
}
