export { gemm, gemmLower } from "./gemm";
export { scratchStart } from "./pack";
