/** exp and log as src/numerics/random/portable-functions.ts writes them, operation by operation [FDLIBM]. */
export function portableExp(x: f64): f64 {
  const k = nearest(x * Math.LOG2E);
  const high = x - k * 0.6931471803691238;
  const low = k * 1.9082149292705877e-10;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  const y = 1.0 - (low - (r * c) / (2.0 - c) - high);
  return y * reinterpret<f64>((<i64>k + 1023) << 52);
}

export function portableLog(x: f64): f64 {
  const bits = reinterpret<u64>(x);
  let exponent = <i32>(bits >>> 52) - 1023;
  const fraction = <i32>((bits >>> 32) & 0xfffff);
  const carry = (fraction + 0x95f64) & 0x100000;
  exponent += carry >>> 20;
  const z = reinterpret<f64>((bits & 0x000fffffffffffff) | ((<u64>(carry ^ 0x3ff00000)) << 32));
  const k = <f64>exponent;
  const f = z - 1.0;
  const s = f / (2.0 + f);
  const t = s * s;
  const w = t * t;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd = t * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const r = odd + even;
  const high = k * 0.6931471803691238;
  const low = k * 1.9082149292705877e-10;
  if (((fraction - 0x6147a) | (0x6b851 - fraction)) > 0) {
    const half = 0.5 * f * f;
    return high - (half - (s * (half + r) + low) - f);
  }
  return high - (s * (f - r) - low - f);
}
