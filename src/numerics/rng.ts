import { ArgumentError } from "./errors.ts";
import { fillNormals, fillUniforms } from "./random/batches.ts";
import {
  childIdentity,
  indexedIdentity,
  initialState,
  rootIdentity,
  type StreamIdentity,
} from "./random/stream-identity.ts";
import { nextInteger53, nextUniform, nextWord } from "./random/xoshiro.ts";
import { normalsInto } from "./random/ziggurat.ts";

/**
 * A stream of random numbers. `split` derives a stream from this stream's identity and a name, not from its state,
 * so results depend neither on order nor on parallelism.
 */
export interface Rng {
  /** Uniform on the open interval (0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** n uniforms. */
  uniforms(n: number): Float64Array;
  /** n standard normals. */
  normals(n: number): Float64Array;
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
  /**
   * The stream named `name` below this one, or number `index` (0 to 2^32 − 1) of the streams of that name; calling it
   * does not advance this stream.
   */
  split(name: string, index?: number): Rng;
}

/**
 * The root stream of a seed. A number and its decimal text are the same seed.
 * A stream is xoshiro128++ started from a Philox hash of (seed, names); normals by the ziggurat method.
 * `uniforms(n)` and `normals(n)` give the numbers that n single calls would give, large batches by WebAssembly.
 *
 * @throws ArgumentError when a numeric seed is not finite
 * @source XOSHIRO (generator), RANDOM123 (hash), ZIGGURAT (normals)
 */
export function seededRng(seed: number | string): Rng {
  if (typeof seed === "number" && !Number.isFinite(seed)) throw new ArgumentError("seededRng", "seed", seed, "finite");
  return stream(rootIdentity(String(seed)));
}

function stream(identity: StreamIdentity): Rng {
  const state = initialState(identity);
  const one = new Float64Array(1);
  return Object.freeze({
    uniform: () => nextUniform(state),
    normal() {
      normalsInto(one, state);
      return one[0]!;
    },
    uniforms(n: number) {
      const out = new Float64Array(checkedCount("uniforms", n));
      fillUniforms(out, state);
      return out;
    },
    normals(n: number) {
      const out = new Float64Array(checkedCount("normals", n));
      fillNormals(out, state);
      return out;
    },
    integer: (bound: number) => integerBelow(bound, state),
    split(name: string, index?: number) {
      const named = childIdentity(identity, name);
      return stream(index === undefined ? named : indexedIdentity(named, checkedIndex(index)));
    },
  });
}

/** By rejection of the last, incomplete multiple of `bound`. */
function integerBelow(bound: number, state: Int32Array): number {
  if (!(Number.isInteger(bound) && bound >= 1 && bound <= 2 ** 53)) {
    throw new ArgumentError("integer", "bound", bound, "an integer from 1 to 2^53");
  }
  const oneWord = bound <= 2 ** 32;
  const range = oneWord ? 2 ** 32 : 2 ** 53;
  for (;;) {
    const k = oneWord ? nextWord(state) >>> 0 : nextInteger53(state);
    const remainder = k % bound;
    if (k - remainder <= range - bound) return remainder;
  }
}

function checkedIndex(index: number): number {
  if (!(Number.isInteger(index) && index >= 0 && index < 2 ** 32))
    throw new ArgumentError("split", "index", index, "an integer from 0 to 2^32 - 1");
  return index;
}

function checkedCount(where: string, n: number): number {
  if (!(Number.isInteger(n) && n >= 0)) throw new ArgumentError(where, "n", n, "a non-negative integer");
  return n;
}
