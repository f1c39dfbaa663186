/** A matrix inside an array: entry (i, j) is values[offset + i · rowStride + j · colStride]; a transpose swaps the strides. */
export interface View {
  readonly values: Float64Array;
  readonly offset: number;
  readonly rowStride: number;
  readonly colStride: number;
}

/** Depth, height and width of the packed blocks: a KC × 4 sliver stays in L1, MC × KC in L2, KC × NC in L3. */
const KC = 256;
const MC = 64;
const NC = 512;

const packedA = new Float64Array(MC * KC);
const packedB = new Float64Array(KC * NC);
const tile = new Float64Array(16);

/** C += alpha A B for A [m, k], B [k, n] and a C with contiguous rows. */
export function gemmInto(m: number, n: number, k: number, alpha: number, a: View, b: View, c: View): void {
  for (let j0 = 0; j0 < n; j0 += NC) {
    const nc = Math.min(NC, n - j0);
    for (let k0 = 0; k0 < k; k0 += KC) {
      const kc = Math.min(KC, k - k0);
      packInto(packedB, b.values, b.offset + k0 * b.rowStride + j0 * b.colStride, b.colStride, b.rowStride, nc, kc, 1);
      for (let i0 = 0; i0 < m; i0 += MC) {
        const mc = Math.min(MC, m - i0);
        packInto(
          packedA,
          a.values,
          a.offset + i0 * a.rowStride + k0 * a.colStride,
          a.rowStride,
          a.colStride,
          mc,
          kc,
          alpha,
        );
        blockInto(c.values, c.offset + i0 * c.rowStride + j0, c.rowStride, mc, nc, kc);
      }
    }
  }
}

/** Slivers of four lanes, each [depth][4], the last filled up with zeros. */
function packInto(
  out: Float64Array,
  values: Float64Array,
  offset: number,
  laneStride: number,
  depthStride: number,
  lanes: number,
  depth: number,
  factor: number,
): void {
  let at = 0;
  for (let lane = 0; lane < lanes; lane += 4) {
    const start = offset + lane * laneStride;
    const width = Math.min(4, lanes - lane);
    if (width === 4) {
      let p0 = start;
      for (let d = 0; d < depth; d++, p0 += depthStride, at += 4) {
        out[at] = factor * values[p0]!;
        out[at + 1] = factor * values[p0 + laneStride]!;
        out[at + 2] = factor * values[p0 + 2 * laneStride]!;
        out[at + 3] = factor * values[p0 + 3 * laneStride]!;
      }
    } else {
      for (let d = 0; d < depth; d++, at += 4) {
        for (let q = 0; q < 4; q++)
          out[at + q] = q < width ? factor * values[start + d * depthStride + q * laneStride]! : 0;
      }
    }
  }
}

function blockInto(c: Float64Array, offset: number, stride: number, mc: number, nc: number, kc: number): void {
  for (let j = 0; j < nc; j += 4) {
    for (let i = 0; i < mc; i += 4) {
      const at = offset + i * stride + j;
      if (i + 4 <= mc && j + 4 <= nc) {
        tileInto(c, at, stride, i * kc, j * kc, kc);
      } else {
        tile.fill(0);
        tileInto(tile, 0, 4, i * kc, j * kc, kc);
        const rows = Math.min(4, mc - i);
        const cols = Math.min(4, nc - j);
        for (let p = 0; p < rows; p++) for (let q = 0; q < cols; q++) c[at + p * stride + q]! += tile[4 * p + q]!;
      }
    }
  }
}

/** C[4, 4] += sliver of A times sliver of B, in sixteen accumulators. */
function tileInto(c: Float64Array, at: number, stride: number, pa: number, pb: number, kc: number): void {
  const a = packedA;
  const b = packedB;
  let c00 = 0,
    c01 = 0,
    c02 = 0,
    c03 = 0;
  let c10 = 0,
    c11 = 0,
    c12 = 0,
    c13 = 0;
  let c20 = 0,
    c21 = 0,
    c22 = 0,
    c23 = 0;
  let c30 = 0,
    c31 = 0,
    c32 = 0,
    c33 = 0;
  const end = pa + 4 * kc;
  for (let p = pa, q = pb; p < end; p += 4, q += 4) {
    const b0 = b[q]!;
    const b1 = b[q + 1]!;
    const b2 = b[q + 2]!;
    const b3 = b[q + 3]!;
    const a0 = a[p]!;
    c00 += a0 * b0;
    c01 += a0 * b1;
    c02 += a0 * b2;
    c03 += a0 * b3;
    const a1 = a[p + 1]!;
    c10 += a1 * b0;
    c11 += a1 * b1;
    c12 += a1 * b2;
    c13 += a1 * b3;
    const a2 = a[p + 2]!;
    c20 += a2 * b0;
    c21 += a2 * b1;
    c22 += a2 * b2;
    c23 += a2 * b3;
    const a3 = a[p + 3]!;
    c30 += a3 * b0;
    c31 += a3 * b1;
    c32 += a3 * b2;
    c33 += a3 * b3;
  }
  let r = at;
  c[r]! += c00;
  c[r + 1]! += c01;
  c[r + 2]! += c02;
  c[r + 3]! += c03;
  r += stride;
  c[r]! += c10;
  c[r + 1]! += c11;
  c[r + 2]! += c12;
  c[r + 3]! += c13;
  r += stride;
  c[r]! += c20;
  c[r + 1]! += c21;
  c[r + 2]! += c22;
  c[r + 3]! += c23;
  r += stride;
  c[r]! += c30;
  c[r + 1]! += c31;
  c[r + 2]! += c32;
  c[r + 3]! += c33;
}
