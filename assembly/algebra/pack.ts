/** Depth, height and width of the packed blocks: a KC × 4 sliver stays in L1, MC × KC in L2, KC × NC in L3. */
export const KC: i32 = 256;
export const MC: i32 = 64;
export const NC: i32 = 512;

/** Bytes in front of the scratch heap that the kernels use for packed blocks and one tile. */
export const PACKED_BYTES: usize = ((MC * KC + KC * NC + 16) as usize) << 3;

/** Packed blocks of A, [MC / 4][KC][4]. */
export function packedA(): usize {
  return (__heap_base + 63) & ~63;
}

/** Packed blocks of B, [NC / 4][KC][4]. */
export function packedB(): usize {
  return packedA() + (((MC * KC) as usize) << 3);
}

/** One 4 × 4 tile. */
export function spareTile(): usize {
  return packedB() + (((KC * NC) as usize) << 3);
}

/** First byte that the caller may use. */
export function scratchStart(): usize {
  return packedA() + PACKED_BYTES;
}

/**
 * Slivers of four lanes, each [depth][4], the last filled up with zeros: out = factor · entry.
 * Entry (lane, d) lies at source + 8 (lane · laneStride + d · depthStride).
 */
export function pack(
  out: usize,
  source: usize,
  laneStride: i32,
  depthStride: i32,
  lanes: i32,
  depth: i32,
  factor: f64,
): void {
  let at = out;
  const across = (laneStride as usize) << 3;
  const along = (depthStride as usize) << 3;
  const size = (depth as usize) << 5;
  for (let lane = 0; lane < lanes; lane += 4) {
    const start = source + (lane as usize) * across;
    if (lane + 4 > lanes) packEdge(at, start, across, along, lanes - lane, depth, factor);
    else if (laneStride === 1) packContiguousLanes(at, start, along, depth, factor);
    else if (depthStride === 1) packContiguousDepth(at, start, across, depth, factor);
    else packStrided(at, start, across, along, depth, factor);
    at += size;
  }
}

function packContiguousLanes(out: usize, source: usize, along: usize, depth: i32, factor: f64): void {
  const f = f64x2.splat(factor);
  let p = source;
  const end = out + ((depth as usize) << 5);
  for (let at = out; at < end; at += 32, p += along) {
    v128.store(at, f64x2.mul(f, v128.load(p)));
    v128.store(at, f64x2.mul(f, v128.load(p, 16)), 16);
  }
}

function packContiguousDepth(out: usize, source: usize, across: usize, depth: i32, factor: f64): void {
  const f = f64x2.splat(factor);
  let p0 = source;
  let p1 = p0 + across;
  let p2 = p1 + across;
  let p3 = p2 + across;
  let at = out;
  const pairs = out + (((depth & ~1) as usize) << 5);
  for (; at < pairs; at += 64, p0 += 16, p1 += 16, p2 += 16, p3 += 16) {
    const r0 = f64x2.mul(f, v128.load(p0));
    const r1 = f64x2.mul(f, v128.load(p1));
    const r2 = f64x2.mul(f, v128.load(p2));
    const r3 = f64x2.mul(f, v128.load(p3));
    v128.store(at, v128.shuffle<f64>(r0, r1, 0, 2));
    v128.store(at, v128.shuffle<f64>(r2, r3, 0, 2), 16);
    v128.store(at, v128.shuffle<f64>(r0, r1, 1, 3), 32);
    v128.store(at, v128.shuffle<f64>(r2, r3, 1, 3), 48);
  }
  if (depth & 1) {
    store<f64>(at, factor * load<f64>(p0));
    store<f64>(at, factor * load<f64>(p1), 8);
    store<f64>(at, factor * load<f64>(p2), 16);
    store<f64>(at, factor * load<f64>(p3), 24);
  }
}

function packStrided(out: usize, source: usize, across: usize, along: usize, depth: i32, factor: f64): void {
  let p = source;
  const end = out + ((depth as usize) << 5);
  for (let at = out; at < end; at += 32, p += along) {
    store<f64>(at, factor * load<f64>(p));
    store<f64>(at, factor * load<f64>(p + across), 8);
    store<f64>(at, factor * load<f64>(p + 2 * across), 16);
    store<f64>(at, factor * load<f64>(p + 3 * across), 24);
  }
}

function packEdge(out: usize, source: usize, across: usize, along: usize, width: i32, depth: i32, factor: f64): void {
  let p = source;
  const end = out + ((depth as usize) << 5);
  for (let at = out; at < end; at += 32, p += along) {
    store<f64>(at, factor * load<f64>(p));
    store<f64>(at, width > 1 ? factor * load<f64>(p + across) : 0, 8);
    store<f64>(at, width > 2 ? factor * load<f64>(p + 2 * across) : 0, 16);
    store<f64>(at, 0, 24);
  }
}

/** Multiplies step d of every sliver by weights[d]. */
export function weightDepth(packed: usize, lanes: i32, depth: i32, weights: usize): void {
  let at = packed;
  for (let lane = 0; lane < lanes; lane += 4) {
    const end = weights + ((depth as usize) << 3);
    for (let w = weights; w < end; w += 8, at += 32) {
      const weight = v128.load_splat<f64>(w);
      v128.store(at, f64x2.mul(weight, v128.load(at)));
      v128.store(at, f64x2.mul(weight, v128.load(at, 16)), 16);
    }
  }
}
