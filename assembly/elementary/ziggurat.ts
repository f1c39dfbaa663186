import { portableExp, portableLog } from "./portable-functions";
import { loadState, nextWord, storeState } from "./xoshiro";

/**
 * Standard normals by the 256-layer ziggurat of src/numerics/random/ziggurat.ts, bit for bit; the host writes its tables
 * here.
 */
/** Doubles: HEIGHT of 257 layers (padded to 258), then STEP and THRESHOLD interleaved, 256 pairs. */
const TABLE_DOUBLES: i32 = 258 + 512;
const HEIGHT: usize = memory.data(TABLE_DOUBLES << 3, 16);
const PAIRS: usize = HEIGHT + (258 << 3);

/** Where the host writes the tables. */
export function zigguratTable(): usize {
  return HEIGHT;
}

/** Writes n standard normals. */
export function normalsInto(at: usize, n: i32, state: usize): void {
  let a = load<u32>(state);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  const end = at + ((<usize>n) << 3);
  for (let p = at; p < end; p += 8) {
    const low = rotl<u32>(a + d, 7) + a;
    let shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotl<u32>(d, 11);
    const high = rotl<u32>(a + d, 7) + a;
    shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotl<u32>(d, 11);
    const layer = low & 255;
    const place = placeOf(high, low);
    const pair = PAIRS + ((<usize>layer) << 4);
    if (abs(place) < load<f64>(pair, 8)) {
      store<f64>(p, place * load<f64>(pair));
      continue;
    }
    store<u32>(state, a);
    store<u32>(state, b, 4);
    store<u32>(state, c, 8);
    store<u32>(state, d, 12);
    loadState(state);
    store<f64>(p, outsideLayer(layer, place));
    storeState(state);
    a = load<u32>(state);
    b = load<u32>(state, 4);
    c = load<u32>(state, 8);
    d = load<u32>(state, 12);
  }
  store<u32>(state, a);
  store<u32>(state, b, 4);
  store<u32>(state, c, 8);
  store<u32>(state, d, 12);
}

/** The 52 bits that `layer` leaves, as a signed place half way between integers. */
function placeOf(high: u32, low: u32): f64 {
  return <f64>(((<i64>(<i32>high)) << 20) | <i64>(low >>> 12)) + 0.5;
}

/** Decides a place beyond the next layer's width, and goes on with fresh words until one is accepted. */
function outsideLayer(firstLayer: u32, firstPlace: f64): f64 {
  let layer = firstLayer;
  let place = firstPlace;
  let x: f64 = 0;
  let accepted = false;
  while (!accepted) {
    const pair = PAIRS + ((<usize>layer) << 4);
    x = place * load<f64>(pair);
    if (abs(place) < load<f64>(pair, 8)) {
      accepted = true;
    } else if (layer === 0) {
      x = x > 0 ? tail() : -tail();
      accepted = true;
    } else {
      const low = load<f64>(HEIGHT + ((<usize>layer) << 3));
      const high = load<f64>(HEIGHT + ((<usize>layer) << 3), 8);
      accepted = low + unit() * (high - low) < portableExp(-0.5 * x * x);
      if (!accepted) {
        const word = nextWord();
        layer = word & 255;
        place = placeOf(nextWord(), word);
      }
    }
  }
  return x;
}

const TAIL_START: f64 = 3.654152885361009;

function tail(): f64 {
  let x: f64 = 0;
  do x = -portableLog(unit()) / TAIL_START;
  while (!(-2.0 * portableLog(unit()) > x * x));
  return TAIL_START + x;
}

function unit(): f64 {
  const high = nextWord() >>> 6;
  const low = nextWord() >>> 6;
  return (<f64>high * 67108864.0 + <f64>low + 0.5) * 2.220446049250313e-16;
}
