/** Lengths from which sorting by digits beats comparing. */
const digitsFrom = 256;
const digitBits = 11;
const digits = 1 << digitBits;
/** Six digits of eleven bits hold the 64 of a number. */
const passes = 6;

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
  for (let i = 0; i < 2 * count; i += 2) {
    const high = words[i + upper]!;
    const mask = high >>> 31 === 0 ? 0 : 0xffffffff;
    words[i + upper] = high ^ (mask | 0x80000000);
    words[i + 1 - upper] = words[i + 1 - upper]! ^ mask;
  }
  const start = new Uint32Array(digits + 1);
  let from = order;
  let to: Uint32Array = new Uint32Array(count);
  for (let pass = 0; pass < passes; pass++) {
    const shift = pass * digitBits;
    const digitOf = (i: number): number => {
      const low = words[2 * i + 1 - upper]!;
      const high = words[2 * i + upper]!;
      const bits = shift >= 32 ? high >>> (shift - 32) : (low >>> shift) | (shift === 0 ? 0 : high << (32 - shift));
      return bits & (digits - 1);
    };
    start.fill(0);
    for (let i = 0; i < count; i++) start[digitOf(i) + 1]!++;
    if (start.includes(count)) continue;
    for (let d = 0; d < digits; d++) start[d + 1]! += start[d]!;
    for (let n = 0; n < count; n++) to[start[digitOf(from[n]!)]!++] = from[n]!;
    [from, to] = [to, from];
  }
  return from;
}

function littleEnd(): boolean {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
}
