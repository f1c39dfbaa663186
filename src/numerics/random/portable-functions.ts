/*
 * exp and log from IEEE operations alone, so that a stream of normals has the same bits in every JavaScript engine and in
 * assembly/elementary/portable-functions.ts, which repeats them operation by operation. Accuracy: one unit in the last
 * place. [FDLIBM, e_exp.c and e_log.c, with their coefficients]
 */

/** 1.5 · 2^52: adding and subtracting it rounds to an integer, ties to even. */
const ROUND = 6755399441055744;
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const number = new Float64Array(1);
/** The number's two words; the upper one is second where bytes are stored little end first. */
const words = new Uint32Array(number.buffer);
number[0] = 1;
const UPPER = words[1] === 0x3ff00000 ? 1 : 0;

/** exp(x) for |x| ≤ 700. */
export function portableExp(x: number): number {
  const k = x * Math.LOG2E + ROUND - ROUND;
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  number[0] = 1;
  words[UPPER] = (k + 1023) << 20;
  return y * number[0];
}

/** log x for positive normal x. */
export function portableLog(x: number): number {
  number[0] = x;
  const upper = words[UPPER]!;
  const fraction = upper & 0xfffff;
  const carry = (fraction + 0x95f64) & 0x100000;
  const k = (upper >>> 20) - 1023 + (carry >>> 20);
  words[UPPER] = fraction | (carry ^ 0x3ff00000);
  const f = number[0] - 1;
  const s = f / (2 + f);
  const t = s * s;
  const w = t * t;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd = t * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const r = odd + even;
  const high = k * LN2_HIGH;
  const low = k * LN2_LOW;
  if (((fraction - 0x6147a) | (0x6b851 - fraction)) > 0) {
    const half = 0.5 * f * f;
    return high - (half - (s * (half + r) + low) - f);
  }
  return high - (s * (f - r) - low - f);
}
