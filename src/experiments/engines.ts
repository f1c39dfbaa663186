/** Engines: the choice among them, what is in use, and what a dense-algebra engine from outside is made of. */
export {
  type AlgebraKernels,
  activeEngine,
  checkedAlgebra,
  type DenseAlgebra,
  elementaryEngine,
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
