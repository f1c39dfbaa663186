import { LOWER, multiply, WRITE } from "./gemm";
import { mirrorLower } from "./symmetric";

/** C = Aᵀ diag(w) A for A [k, n], symmetric to the last bit; `weights` is the address of w [k], or 0 for ones. */
export function syrk(n: i32, k: i32, a: usize, weights: usize, c: usize): void {
  multiply(n, n, k, 1, a, 1, n, weights, a, n, 1, c, n, WRITE | LOWER);
  mirrorLower(n, c);
}
