export { expInPlace } from "./exponential";
export { tanhInPlace } from "./hyperbolic-tangent";
export { largest, shiftedSum } from "./log-sum-exp";
export { logInPlace } from "./logarithm";
export { erfInPlace, normalCdfInPlace, normalDensityInPlace } from "./normal-law";
export { philoxInto } from "./philox";
export { softmaxAverages } from "./softmax-averages";
export { softmaxPoints, softmaxScratch, softmaxSetup, squareOf } from "./softmax-block";
export { softmaxMoments } from "./softmax-spread";
export { uniformsInto } from "./xoshiro";
export { normalsInto, zigguratTable } from "./ziggurat";

/** From here on, memory belongs to the host. */
export function scratchStart(): usize {
  return __heap_base;
}
