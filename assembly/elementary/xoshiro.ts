/**
 * xoshiro128++ as in src/numerics/random/xoshiro.ts: the same words, in the same order. The four words of the state are
 * kept in globals while a batch is drawn.
 */
let s0: u32 = 0;
let s1: u32 = 0;
let s2: u32 = 0;
let s3: u32 = 0;

export function loadState(at: usize): void {
  s0 = load<u32>(at);
  s1 = load<u32>(at, 4);
  s2 = load<u32>(at, 8);
  s3 = load<u32>(at, 12);
}

export function storeState(at: usize): void {
  store<u32>(at, s0);
  store<u32>(at, s1, 4);
  store<u32>(at, s2, 8);
  store<u32>(at, s3, 12);
}

/** The next word of the stream. */
export function nextWord(): u32 {
  const word = rotl<u32>(s0 + s3, 7) + s0;
  const shifted = s1 << 9;
  s2 ^= s0;
  s3 ^= s1;
  s1 ^= s2;
  s0 ^= s3;
  s2 ^= shifted;
  s3 = rotl<u32>(s3, 11);
  return word;
}

/** Writes n uniforms on (0, 1) as 53 bits of two words; an all-zero draw is repeated. */
export function uniformsInto(at: usize, n: i32, state: usize): void {
  let a = load<u32>(state);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  const end = at + ((<usize>n) << 3);
  for (let p = at; p < end; p += 8) {
    let k: u64 = 0;
    do {
      const high = rotl<u32>(a + d, 7) + a;
      let shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotl<u32>(d, 11);
      const low = rotl<u32>(a + d, 7) + a;
      shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotl<u32>(d, 11);
      k = ((<u64>(high >>> 5)) << 26) | <u64>(low >>> 6);
    } while (k === 0);
    store<f64>(p, <f64>(<i64>k) * 1.1102230246251565e-16);
  }
  store<u32>(state, a);
  store<u32>(state, b, 4);
  store<u32>(state, c, 8);
  store<u32>(state, d, 12);
}
