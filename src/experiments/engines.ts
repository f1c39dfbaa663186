/** The choice of the dense-algebra engine, for whoever starts experiments. */
export {
  activeEngine,
  type DenseAlgebra,
  engineChoice,
  engineNames,
  forceEngine,
  registerEngine,
} from "../numerics/index.ts";
