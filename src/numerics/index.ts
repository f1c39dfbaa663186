export { type AlgebraKernels, checkedAlgebra } from "./algebra/checked-algebra.ts";
export type {
  DenseAlgebra,
  GemmOptions,
  QrDecomposition,
  SingularValueDecomposition,
  SymmetricEigen,
} from "./algebra/dense-algebra.ts";
export {
  activeEngine,
  algebra,
  engineChoice,
  engineNames,
  forceEngine,
  registerEngine,
} from "./algebra/engine-selection.ts";
export { generalizedEigen } from "./algebra/generalized-eigen.ts";
export { hadamardGram, solveHadamardGram } from "./algebra/hadamard-gram.ts";
export { type KroneckerTerms, kroneckerGram, kroneckerLanes, mirrorKroneckerInto } from "./algebra/kronecker-gram.ts";
export { mlMatrixAlgebra } from "./algebra/ml-matrix-algebra.ts";
export { type LowRankFactor, pivotedCholesky } from "./algebra/pivoted-cholesky.ts";
export { transposed } from "./algebra/transpose.ts";
export { typedArrayAlgebra } from "./algebra/typed-array-algebra.ts";
export { wasmAlgebra } from "./algebra/wasm-algebra.ts";
export { ascendingOrder } from "./ascending-order.ts";
export {
  chiSquaredCdf,
  kolmogorovSurvival,
  normalCdf,
  normalDensity,
  normalLogDensity,
  normalQuantile,
  studentTCdf,
  studentTQuantile,
} from "./distributions.ts";
export {
  erfOf,
  expOf,
  logOf,
  normalCdfOf,
  normalDensityOf,
  tanhOf,
} from "./elementary/array-functions.ts";
export { logSumExpRows } from "./elementary/log-sum-exp-rows.ts";
export { softmaxCovariances } from "./elementary/softmax-covariances.ts";
export type { SoftmaxProblem, SoftmaxSums } from "./elementary/softmax-problem.ts";
export { softmaxSums } from "./elementary/softmax-sums.ts";
export { ArgumentError, ConvergenceError, display, NotPositiveDefiniteError, ShapeError } from "./errors.ts";
export { largestMagnitude } from "./largest-magnitude.ts";
export { logSumExp } from "./log-sum-exp.ts";
export { type Matrix, matrix } from "./matrix.ts";
export { type AdaptiveOptions, type AdaptiveSolution, integrateAdaptive } from "./ode/dormand-prince.ts";
export { type FixedStepMethod, integrateOnGrid } from "./ode/fixed-step.ts";
export type { OdeRight } from "./ode/ode-right.ts";
export {
  type ConstraintExpansion,
  type NearestPoint,
  type NearestPointOptions,
  nearestPoint,
} from "./optimization/nearest-point.ts";
export { bernoulli } from "./pde/bernoulli.ts";
export {
  type LineFokkerPlanck,
  type LineSolution,
  type LineStepping,
  solveLineFokkerPlanck,
} from "./pde/line-fokker-planck.ts";
export type { PlaneCoefficients, PlaneFokkerPlanck } from "./pde/plane-coefficients.ts";
export { type PlaneSolution, solvePlaneFokkerPlanck } from "./pde/plane-fokker-planck.ts";
export { compositeGaussLegendre, gaussHermite, gaussLegendre, type QuadratureRule } from "./quadrature.ts";
export { counterUniforms } from "./random/counter-uniforms.ts";
export { type Rng, seededRng } from "./rng.ts";
export { findRoot, type RootOptions } from "./root-finding.ts";
export { elementaryEngine } from "./wasm/elementary-kernels.ts";
