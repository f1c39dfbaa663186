import { ArgumentError } from "../errors.ts";
import { elementaryInstance } from "../wasm/elementary-kernels.ts";
import { philox4x32 } from "./philox.ts";
import { rootIdentity } from "./stream-identity.ts";

/** Blocks drawn at a time. */
const CHUNK = 2048;

/**
 * Uniforms number first … first + count − 1 of the counter-based sequence of a seed, on the open interval (0, 1), 53 bits:
 * any stretch of it can be had without what comes before. Two uniforms a block of Philox4x32-10, which counts the blocks.
 *
 * @param first - from 0 to 2^53 − 1 − count
 * @throws ArgumentError when `first` or `count` is not such a number
 * @source RANDOM123
 */
export function counterUniforms(seed: number | string, first: number, count: number): Float64Array {
  if (!(Number.isSafeInteger(count) && count >= 0))
    throw new ArgumentError("counterUniforms", "count", count, "a non-negative integer");
  if (!(Number.isSafeInteger(first) && first >= 0 && Number.isSafeInteger(first + count)))
    throw new ArgumentError("counterUniforms", "first", first, "an integer from 0, with first + count below 2^53");
  const identity = rootIdentity(String(seed));
  const key = identity.subarray(0, 2);
  const start = Math.floor(first / 2);
  const blocks = Math.ceil((first + count) / 2) - start;
  const out = new Float64Array(count);
  for (let from = 0; from < blocks; from += CHUNK) {
    const own = Math.min(CHUNK, blocks - from);
    const counter = start + from;
    const words = counterWords(
      Uint32Array.of(counter % 2 ** 32, Math.floor(counter / 2 ** 32), identity[2]!, identity[3]!),
      key,
      own,
    );
    for (let j = 0; j < 2 * own; j++) {
      const i = 2 * (start + from) + j - first;
      if (i < 0 || i >= count) continue;
      const k = (words[2 * j]! >>> 5) * 0x4000000 + (words[2 * j + 1]! >>> 6);
      out[i] = (k === 0 ? 0.5 : k) * 2 ** -53;
    }
  }
  return out;
}

/**
 * Blocks of Philox4x32-10 for consecutive counters.
 *
 * @param counter - the first, four words; the lower two count
 * @returns four words a block
 */
export function counterWords(counter: Uint32Array, key: Uint32Array, blocks: number): Uint32Array {
  const instance = elementaryInstance();
  if (instance !== null) {
    const { kernels, heap } = instance;
    heap.begin(2 * blocks + 4);
    const at = heap.take(2 * blocks);
    const inputs = heap.take(4);
    new Uint32Array(kernels.memory.buffer, inputs, 4).set(counter);
    new Uint32Array(kernels.memory.buffer, inputs + 16, 2).set(key);
    kernels.philoxInto(at, blocks, inputs, inputs + 16);
    return new Uint32Array(kernels.memory.buffer, at, 4 * blocks).slice();
  }
  const out = new Uint32Array(4 * blocks);
  const next = counter.slice();
  for (let i = 0; i < blocks; i++) {
    out.set(philox4x32(next, key), 4 * i);
    next[0]!++;
    if (next[0] === 0) next[1]!++;
  }
  return out;
}
