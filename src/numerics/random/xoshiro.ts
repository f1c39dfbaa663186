/**
 * One step of xoshiro128++: advances the four words of `state` in place and returns a signed 32-bit word.
 * Period 2^128 − 1; the state must not be all zero.
 *
 * @source XOSHIRO, xoshiro128 with the ++ scrambler, constants (7, 9, 11)
 */
export function nextWord(state: Int32Array): number {
  const s0 = state[0]!;
  const s1 = state[1]!;
  const sum = (s0 + state[3]!) | 0;
  const s2 = state[2]! ^ s0;
  const s3 = state[3]! ^ s1;
  state[1] = s1 ^ s2;
  state[0] = s0 ^ s3;
  state[2] = s2 ^ (s1 << 9);
  state[3] = (s3 << 11) | (s3 >>> 21);
  return (((sum << 7) | (sum >>> 25)) + s0) | 0;
}

/** Fifty-three bits of two words, as an integer from 0 to 2^53 − 1. */
export function nextInteger53(state: Int32Array): number {
  const high = nextWord(state) >>> 5;
  return high * 0x4000000 + (nextWord(state) >>> 6);
}

/** Uniform on the open interval (0, 1): multiples of 2⁻⁵³; zero, which comes once in 2⁵³, is drawn again. */
export function nextUniform(state: Int32Array): number {
  for (;;) {
    const k = nextInteger53(state);
    if (k !== 0) return k * 2 ** -53;
  }
}

/** Fills `out` as `nextUniform` would; the step of `nextWord` is written out so that the state stays in registers. */
export function uniformsInto(out: Float64Array, state: Int32Array): void {
  let s0 = state[0]!;
  let s1 = state[1]!;
  let s2 = state[2]!;
  let s3 = state[3]!;
  for (let i = 0, n = out.length; i < n; i++) {
    let k = 0;
    do {
      let sum = (s0 + s3) | 0;
      const high = (((sum << 7) | (sum >>> 25)) + s0) | 0;
      let shifted = s1 << 9;
      s2 ^= s0;
      s3 ^= s1;
      s1 ^= s2;
      s0 ^= s3;
      s2 ^= shifted;
      s3 = (s3 << 11) | (s3 >>> 21);
      sum = (s0 + s3) | 0;
      const low = (((sum << 7) | (sum >>> 25)) + s0) | 0;
      shifted = s1 << 9;
      s2 ^= s0;
      s3 ^= s1;
      s1 ^= s2;
      s0 ^= s3;
      s2 ^= shifted;
      s3 = (s3 << 11) | (s3 >>> 21);
      k = (high >>> 5) * 0x4000000 + (low >>> 6);
    } while (k === 0);
    out[i] = k * 2 ** -53;
  }
  state[0] = s0;
  state[1] = s1;
  state[2] = s2;
  state[3] = s3;
}
