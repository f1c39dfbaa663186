import { mlMatrixAlgebra, typedArrayAlgebra, wasmAlgebra } from "../../src/numerics/index.ts";
import { denseAlgebraContract } from "./dense-algebra.contract.ts";
import { denseAlgebraBlocks } from "./dense-algebra-blocks.contract.ts";
import { denseAlgebraManners } from "./dense-algebra-manners.contract.ts";

for (const engine of [mlMatrixAlgebra, typedArrayAlgebra, wasmAlgebra]) {
  denseAlgebraContract(engine);
  denseAlgebraBlocks(engine);
  denseAlgebraManners(engine, engine === mlMatrixAlgebra ? typedArrayAlgebra : mlMatrixAlgebra);
}
