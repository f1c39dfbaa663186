import { mlMatrixAlgebra, typedArrayAlgebra, wasmAlgebra } from "../../src/numerics/index.ts";
import { denseAlgebraContract } from "./dense-algebra.contract.ts";
import { denseAlgebraManners } from "./dense-algebra-manners.contract.ts";

const engines = [mlMatrixAlgebra, typedArrayAlgebra, wasmAlgebra];

for (const engine of engines) {
  denseAlgebraContract(engine);
  for (const oracle of engines) if (oracle !== engine) denseAlgebraManners(engine, oracle);
}
