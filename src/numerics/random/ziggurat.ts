import { portableExp, portableLog } from "./portable-functions.ts";
import { nextWord } from "./xoshiro.ts";

/** Right end of the lowest of 256 layers of equal area under exp(−x²/2), and that area (40-digit solution, rounded). */
const TAIL_START = 3.654152885361009;
const LAYER_AREA = 0.004928673233974655;

/** Layer i spans 0 ≤ x ≤ WIDTH[i], HEIGHT[i] ≤ y ≤ HEIGHT[i + 1]; layer 0 stands for the lowest rectangle with the tail. */
const WIDTH = new Float64Array(257);
const HEIGHT = new Float64Array(257);
/** x = STEP × signed 52-bit place, accepted at once when |place| is below THRESHOLD. */
const STEP = new Float64Array(256);
const THRESHOLD = new Float64Array(256);

HEIGHT[1] = portableExp(-0.5 * TAIL_START ** 2);
WIDTH[0] = LAYER_AREA / HEIGHT[1];
WIDTH[1] = TAIL_START;
for (let i = 2; i < 256; i++) {
  HEIGHT[i] = HEIGHT[i - 1]! + LAYER_AREA / WIDTH[i - 1]!;
  WIDTH[i] = Math.sqrt(-2 * portableLog(HEIGHT[i]!));
}
HEIGHT[256] = 1;
for (let i = 0; i < 256; i++) {
  STEP[i] = WIDTH[i]! * 2 ** -51;
  THRESHOLD[i] = (WIDTH[i + 1]! / WIDTH[i]!) * 2 ** 51;
}

/** HEIGHT, one unused number, then STEP and THRESHOLD of every layer: how the kernel wants them. */
export function zigguratTables(): Float64Array {
  const tables = new Float64Array(258 + 512);
  tables.set(HEIGHT);
  for (let i = 0; i < 256; i++) tables.set([STEP[i]!, THRESHOLD[i]!], 258 + 2 * i);
  return tables;
}

/**
 * Fills `out` with standard normals. 98.8 % take two words of the stream: 8 bits choose the layer, 52 others sign and place.
 * The generator's step is written out so that its state stays in registers.
 *
 * @source ZIGGURAT; independent bits for layer and place as DOORNIK2005 asks
 */
export function normalsInto(out: Float64Array, state: Int32Array): void {
  let s0 = state[0]!;
  let s1 = state[1]!;
  let s2 = state[2]!;
  let s3 = state[3]!;
  for (let i = 0, n = out.length; i < n; i++) {
    let sum = (s0 + s3) | 0;
    const low = (((sum << 7) | (sum >>> 25)) + s0) | 0;
    let shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);
    sum = (s0 + s3) | 0;
    const high = (((sum << 7) | (sum >>> 25)) + s0) | 0;
    shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);
    const layer = low & 255;
    const place = high * 0x100000 + (low >>> 12) + 0.5;
    if (Math.abs(place) < THRESHOLD[layer]!) {
      out[i] = place * STEP[layer]!;
      continue;
    }
    state[0] = s0;
    state[1] = s1;
    state[2] = s2;
    state[3] = s3;
    out[i] = outsideLayer(state, layer, place);
    s0 = state[0];
    s1 = state[1];
    s2 = state[2];
    s3 = state[3];
  }
  state[0] = s0;
  state[1] = s1;
  state[2] = s2;
  state[3] = s3;
}

/** Decides a place beyond the next layer's width, and goes on with fresh words until one is accepted. */
function outsideLayer(state: Int32Array, firstLayer: number, firstPlace: number): number {
  let layer = firstLayer;
  let place = firstPlace;
  for (;;) {
    const x = place * STEP[layer]!;
    if (Math.abs(place) < THRESHOLD[layer]!) return x;
    if (layer === 0) return x > 0 ? tail(state) : -tail(state);
    const y = HEIGHT[layer]! + unit(state) * (HEIGHT[layer + 1]! - HEIGHT[layer]!);
    if (y < portableExp(-0.5 * x * x)) return x;
    const low = nextWord(state);
    layer = low & 255;
    place = nextWord(state) * 0x100000 + (low >>> 12) + 0.5;
  }
}

/** |Z| given that it exceeds TAIL_START [ZIGGURAT, section 2, after Marsaglia 1964]. */
function tail(state: Int32Array): number {
  for (;;) {
    const x = -portableLog(unit(state)) / TAIL_START;
    if (-2 * portableLog(unit(state)) > x * x) return TAIL_START + x;
  }
}

/** Uniform on (0, 1): odd multiples of 2⁻⁵³. */
function unit(state: Int32Array): number {
  return ((nextWord(state) >>> 6) * 0x4000000 + (nextWord(state) >>> 6) + 0.5) * 2 ** -52;
}
