/** Dense-algebra engines: the choice among them, and what an engine from outside is made with. */
export {
  type AlgebraKernels,
  activeEngine,
  checkedAlgebra,
  type DenseAlgebra,
  engineChoice,
  engineNames,
  forceEngine,
  type GemmOptions,
  type Matrix,
  type QrDecomposition,
  registerEngine,
  type SingularValueDecomposition,
  type SymmetricEigen,
  transposed,
} from "../numerics/index.ts";
