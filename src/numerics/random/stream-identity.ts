import { philox4x32 } from "./philox.ts";

/** 128 bits that name a stream; four unsigned words. */
export type StreamIdentity = Uint32Array;

/** The identity that a seed stands for. */
export function rootIdentity(seed: string): StreamIdentity {
  return childIdentity(Uint32Array.of(0x73636f72, 0x65706174, 0x68, 1), seed);
}

/**
 * The identity of the stream called `name` below `parent`: Philox as the block cipher of a Davies–Meyer hash,
 * with eight bytes of the name (UTF-16, little end first) as key of each round and the length as the last key.
 */
export function childIdentity(parent: StreamIdentity, name: string): StreamIdentity {
  let state = parent;
  for (let i = 0; i < name.length; i += 4) state = absorb(state, pair(name, i), pair(name, i + 2));
  return absorb(state, name.length, 0xffffffff);
}

/** The identity of number `index` (32 bits) of the streams of identity `parent`. */
export function indexedIdentity(parent: StreamIdentity, index: number): StreamIdentity {
  return absorb(parent, index >>> 0, 0xfffffffd);
}

/** Where the generator of a stream starts: four words, not all zero. */
export function initialState(identity: StreamIdentity): Int32Array {
  const words = philox4x32(identity, [0x73746174, 0xfffffffe]);
  if ((words[0]! | words[1]! | words[2]! | words[3]!) === 0) words[0] = 1;
  return Int32Array.from(words);
}

function absorb(state: StreamIdentity, key0: number, key1: number): StreamIdentity {
  return philox4x32(state, [key0, key1]).map((word, i) => word ^ state[i]!);
}

function pair(name: string, i: number): number {
  const low = i < name.length ? name.charCodeAt(i) : 0;
  const high = i + 1 < name.length ? name.charCodeAt(i + 1) : 0;
  return (low | (high << 16)) >>> 0;
}
