/** Writes n blocks of Philox4x32-10 for counters c, c + 1, …, which count in their lower 64 bits [RANDOM123, section 3.2]. */
export function philoxInto(at: usize, n: i32, counter: usize, key: usize): void {
  let low = load<u64>(counter);
  const high = load<u64>(counter, 8);
  const key0 = load<u32>(key);
  const key1 = load<u32>(key, 4);
  for (let i = 0; i < n; i++) {
    let c0 = <u32>low;
    let c1 = <u32>(low >>> 32);
    let c2 = <u32>high;
    let c3 = <u32>(high >>> 32);
    let k0 = key0;
    let k1 = key1;
    for (let round = 0; round < 10; round++) {
      const product0 = <u64>0xd2511f53 * <u64>c0;
      const product1 = <u64>0xcd9e8d57 * <u64>c2;
      c0 = <u32>(product1 >>> 32) ^ c1 ^ k0;
      c1 = <u32>product1;
      c2 = <u32>(product0 >>> 32) ^ c3 ^ k1;
      c3 = <u32>product0;
      k0 += 0x9e3779b9;
      k1 += 0xbb67ae85;
    }
    const out = at + ((<usize>i) << 4);
    store<u32>(out, c0);
    store<u32>(out, c1, 4);
    store<u32>(out, c2, 8);
    store<u32>(out, c3, 12);
    low++;
  }
}
