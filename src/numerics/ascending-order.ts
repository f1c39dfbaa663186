/** Lengths from which sorting by digits beats comparing. */
const digitsFrom = 256;
const digitBits = 11;
const digits = 1 << digitBits;
/** Digits of the upper 32 bits, sign, exponent and 20 bits of mantissa, which tell most numbers apart. */
const upperPasses = 3;
/** Three digits of each half. */
const passes = 6;
/** Moves per number that putting right by insertion may cost, before all digits are sorted by instead. */
const insertionBudget = 8;

/**
 * The order in which numbers ascend; equal ones stay as they are.
 *
 * @param values - no NaN
 * @returns indices i with values[i] non-decreasing; shape of values
 */
export function ascendingOrder(values: Float64Array): Uint32Array {
  const order = new Uint32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  return values.length < digitsFrom ? order.sort((a, b) => values[a]! - values[b]!) : byDigits(values, order);
}

/** Radix sort on bits that order like the numbers: all flipped for negative ones, the sign for the others. */
function byDigits(values: Float64Array, order: Uint32Array): Uint32Array {
  const count = values.length;
  const words = new Uint32Array(2 * count);
  // Adding 0 makes −0 equal to 0.
  const numbers = new Float64Array(words.buffer);
  for (let i = 0; i < count; i++) numbers[i] = values[i]! + 0;
  const upper = littleEnd() ? 1 : 0;
  const low = new Uint32Array(count);
  const high = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const word = words[2 * i + upper]!;
    const mask = word >>> 31 === 0 ? 0 : 0xffffffff;
    high[i] = word ^ (mask | 0x80000000);
    low[i] = words[2 * i + 1 - upper]! ^ mask;
  }
  const room = new Uint32Array(count);
  let from: Uint32Array = order;
  let to: Uint32Array = room;
  for (let pass = 0; pass < upperPasses; pass++)
    if (sortDigit(to, from, high, pass * digitBits)) [from, to] = [to, from];
  if (putRight(from, values)) return from;
  // The upper halves hardly differ: all digits, the lowest first; equal numbers have kept their order so far.
  for (let pass = 0; pass < passes; pass++) {
    const half = pass < upperPasses ? low : high;
    if (sortDigit(to, from, half, (pass % upperPasses) * digitBits)) [from, to] = [to, from];
  }
  return from;
}

/** One stable pass; false, and nothing written, where all have the same digit. */
function sortDigit(to: Uint32Array, from: Uint32Array, half: Uint32Array, shift: number): boolean {
  const count = from.length;
  const start = new Uint32Array(digits + 1);
  for (let i = 0; i < count; i++) start[((half[i]! >>> shift) & (digits - 1)) + 1]!++;
  if (start.includes(count)) return false;
  for (let d = 0; d < digits; d++) start[d + 1]! += start[d]!;
  for (let n = 0; n < count; n++) {
    const i = from[n]!;
    to[start[(half[i]! >>> shift) & (digits - 1)]!++] = i;
  }
  return true;
}

/** Stable insertion; false, with an order that is no worse, once it has cost too many moves. */
function putRight(order: Uint32Array, values: Float64Array): boolean {
  let moves = 0;
  const limit = insertionBudget * order.length;
  for (let n = 1; n < order.length; n++) {
    const i = order[n]!;
    const value = values[i]!;
    let k = n;
    for (; k > 0 && values[order[k - 1]!]! > value; k--) order[k] = order[k - 1]!;
    order[k] = i;
    moves += n - k;
    if (moves > limit) return false;
  }
  return true;
}

function littleEnd(): boolean {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
}
