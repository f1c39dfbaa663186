export { cholesky } from "./cholesky";
export { allFinite } from "./finite";
export { gemm, gemmLower, product } from "./gemm";
export { scratchStart } from "./pack";
export { clearUpper, symmetrize } from "./symmetric";
export { syrk } from "./syrk";
export { solveLower, solveLowerTransposed } from "./triangular";
export { qr, qrWork } from "./qr";
export { largestMagnitude, scale } from "./scale";
