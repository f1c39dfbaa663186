import { ArgumentError } from "../errors.ts";
import { type ElementaryKernels, elementaryInstance } from "../wasm/elementary-kernels.ts";
import { type ArrayFunction, plainFunctions } from "./plain-functions.ts";

/** Numbers taken through memory at a time: input and output stay in the first levels of cache. */
const CHUNK = 4096;

/** exp x; overflow gives ∞, exp(−∞) = 0. Accuracy of all: docs/accuracy.md. @throws ArgumentError on NaN */
export function expOf(x: Float64Array): Float64Array {
  return applied("exp", x);
}

/** log x for x ≥ 0; log 0 = −∞ and log ∞ = ∞. @throws ArgumentError on NaN and negative numbers */
export function logOf(x: Float64Array): Float64Array {
  return applied("log", x);
}

/** tanh x; the sign of zero is kept. @throws ArgumentError on NaN */
export function tanhOf(x: Float64Array): Float64Array {
  return applied("tanh", x);
}

/** erf x = 2/√π ∫₀ˣ exp(−s²) ds; the sign of zero is kept. @throws ArgumentError on NaN */
export function erfOf(x: Float64Array): Float64Array {
  return applied("erf", x);
}

/** Φ(x) of the standard normal law, to relative accuracy in the lower tail. @throws ArgumentError on NaN */
export function normalCdfOf(x: Float64Array): Float64Array {
  return applied("normalCdf", x);
}

/** exp(−x²/2) / √2π, to relative accuracy in the tails. @throws ArgumentError on NaN */
export function normalDensityOf(x: Float64Array): Float64Array {
  return applied("normalDensity", x);
}

/** Writes f(x) into `out`, which may be `x`. */
export function applyInto(out: Float64Array, name: ArrayFunction, x: Float64Array): void {
  const instance = elementaryInstance();
  if (instance === null) {
    const plain = plainFunctions[name];
    for (let i = 0; i < x.length; i++) if (Number.isNaN((out[i] = plain(x[i]!)))) refuse(name, x, i, 1);
    return;
  }
  const { kernels, heap } = instance;
  const kernel = kernels[`${name}InPlace` as const satisfies keyof ElementaryKernels];
  heap.begin(CHUNK);
  const at = heap.take(CHUNK);
  const room = heap.view(at, CHUNK);
  for (let from = 0; from < x.length; from += CHUNK) {
    const count = Math.min(CHUNK, x.length - from);
    room.set(count === x.length ? x : x.subarray(from, from + count));
    const padded = 4 * Math.ceil(count / 4);
    room.fill(1, count, padded);
    if (kernel(at, padded) !== 0) refuse(name, x, from, count);
    out.set(count === CHUNK ? room : room.subarray(0, count), from);
  }
}

function applied(name: ArrayFunction, x: Float64Array): Float64Array {
  const out = new Float64Array(x.length);
  applyInto(out, name, x);
  return out;
}

/** Names the first of `count` numbers from `from` on that is outside the domain. */
function refuse(name: ArrayFunction, x: Float64Array, from: number, count: number): never {
  const lowest = name === "log" ? 0 : Number.NEGATIVE_INFINITY;
  const i = x.subarray(from, from + count).findIndex((value) => !(value >= lowest));
  throw new ArgumentError(`${name}Of`, `x[${from + i}]`, x[from + i], name === "log" ? "zero or positive" : "a number");
}
