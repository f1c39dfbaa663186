import { algebra, mlMatrixAlgebra, typedArrayAlgebra } from "../numerics/index.ts";

/** Name of the dense-algebra engine in use. */
export const algebraName: string = algebra.name;

/** Names of the dense-algebra engines of this build. */
export const algebraNames: readonly string[] = [typedArrayAlgebra.name, mlMatrixAlgebra.name];
